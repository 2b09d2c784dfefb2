import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { analyze } from '@ree-ai/kit/language/analyze'
import { afterAll, expect, test } from 'vitest'
import { type AnalyzedText, analyzeText } from '../index/analyze-text.ts'
import { collections } from '../index/collection.ts'
import { writePostings } from '../index/write-postings.ts'
import { createBm25Index } from './bm25-index.ts'
import { createSqlBm25 } from './sql-bm25.ts'

const texts = [
  'The deposit is one month of rent. The deposit is kept by the board.',
  'Dogs are welcome in most flats.',
  'A tenant pays rent each month, and rent only.',
  'Rent rises once a year at most, by notice in writing to the tenant who lives in the flat.',
]
const database = await openTestDatabase()
afterAll(() => database.close())

test('ranks with the same scores as BM25 in memory, and only among the texts it is given', async () => {
  const { client } = database
  const { id: documentId } = await client.document.create({ data: { title: 't', body: 'b', bodyHash: 'h' } })
  const written: { readonly id: number; readonly analyzed: AnalyzedText }[] = []
  for (const [ordinal, text] of texts.entries()) {
    const analyzed = analyzeText([{ text, weight: 1 }])
    const { id } = await client.passage.create({
      data: { documentId, ordinal, start: 0, end: 1, text, length: analyzed.length, model: '' },
    })
    written.push({ id, analyzed })
  }
  await writePostings(client, collections.passage, written)
  const query = analyze('rent rent deposit flat unknown')
  const reference = createBm25Index(texts.map((text) => analyze(text))).search(query, 10)
  const search = (among: Prisma.Sql) =>
    client.$queryRaw<
      { id: number; score: number }[]
    >`${createSqlBm25(collections.passage).scores(query, among)} ORDER BY score DESC`
  const found = await search(Prisma.sql`"rag"."Passage"`)
  expect(found.map(({ id }) => id)).toEqual(reference.map(({ passage }) => written[passage]?.id))
  found.forEach(({ score }, index) => {
    expect(score).toBeCloseTo(reference[index]?.score ?? 0, 9)
  })
  const [first, ...others] = found
  const narrowed = await search(Prisma.sql`(SELECT * FROM "rag"."Passage" WHERE "id" <> ${first?.id})`)
  expect(narrowed).toEqual(others)
})
