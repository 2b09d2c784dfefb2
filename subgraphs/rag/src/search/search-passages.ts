import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { analyze } from '@ree-ai/kit/language/analyze'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import { takeTurn } from '@ree-ai/kit/turns/take-turn'
import { collections } from '../index/collection.ts'
import { toVectorLiteral } from '../index/to-vector-literal.ts'
import { isUuid } from '../is-uuid.ts'
import { fuseScores } from '../retrieval/fuse-scores.ts'
import { listTerms } from '../retrieval/list-terms.ts'
import { rerankPassages } from '../retrieval/rerank-passages.ts'
import { createSqlBm25 } from '../retrieval/sql-bm25.ts'
import { readPhrase } from '../retrieval/text-reader.ts'
import type { Services } from '../services.ts'
import type { FoundPassage } from './found-passage.ts'
import { passageLexicalShare } from './retrieval-weights.ts'

/** How many of each leg are fused, and how many of those are read sentence by sentence. */
const candidatesMax = 200
const rerankedMax = 50
const bm25 = createSqlBm25(collections.passage)

type PassageRow = Omit<FoundPassage, 'document' | 'score' | 'match'> & {
  readonly id: number
  readonly documentId: string
}

/**
 * The passages that match a query best, at most 50: BM25 and the vectors' cosine, fused, the top 50 ordered anew by their best
 * sentence. `documentIds` narrows before anything is ranked.
 */
export async function searchPassages(
  services: Services,
  query: string,
  documentIds: readonly string[] | null | undefined,
): Promise<readonly FoundPassage[]> {
  const text = await services.spelling.passage(query)
  const filter = documentIds
    ? Prisma.sql`m."documentId" = ANY (${documentIds.filter(isUuid)}::uuid[])`
    : Prisma.sql`TRUE`
  const fused = fuseScores([
    { weight: passageLexicalShare, scores: await scoreWords(services, text, filter) },
    { weight: 1 - passageLexicalShare, scores: await scoreVectors(services, text, filter) },
  ]).slice(0, rerankedMax)
  const found = await readPassages(
    services,
    fused.map(({ key }) => Number(key)),
  )
  const headings = [...found.values()].flatMap((passage) => [passage.document.title, ...passage.headings])
  const texts = [...[...found.values()].map((passage) => passage.text), ...headings]
  const { reader } = services
  const asked = readPhrase(services.model, text)
  await reader.readAhead({ phrases: headings, texts })
  const idf = await services.termWeights.passage(listTerms(asked, texts, reader))
  const candidates = fused.flatMap(({ key, score }) => {
    const passage = found.get(Number(key))
    if (passage === undefined) return []
    return [{ key, score, passage, text: passage.text, headings: [passage.document.title, ...passage.headings] }]
  })
  await takeTurn()
  return rerankPassages(asked, candidates, { idf, reader }).map(({ passage, score, match }) => ({
    ...passage,
    score,
    match,
  }))
}

async function scoreWords(
  { client }: Services,
  text: string,
  filter: Prisma.Sql,
): Promise<ReadonlyMap<string, number>> {
  const among = Prisma.sql`(SELECT m."id", m."length" FROM "rag"."Passage" m WHERE ${filter})`
  const rows = await client.$queryRaw<{ id: number; score: number }[]>`
    ${bm25.scores(analyze(text), among)} ORDER BY score DESC, m."id" LIMIT ${candidatesMax}`
  return new Map(rows.map(({ id, score }) => [String(id), score]))
}

async function scoreVectors(
  services: Services,
  text: string,
  filter: Prisma.Sql,
): Promise<ReadonlyMap<string, number>> {
  const vector = services.hasVectors ? toVectorLiteral(embed(services.model, text)) : null
  if (vector === null) return new Map()
  const rows = await services.client.$queryRaw<{ id: number; cosine: number }[]>`
    SELECT m."id", 1 - (m."embedding" <=> ${vector}::vector) AS cosine FROM "rag"."Passage" m
    WHERE m."embedding" IS NOT NULL AND m."model" = ${services.model.version} AND ${filter}
    ORDER BY m."embedding" <=> ${vector}::vector, m."id" LIMIT ${candidatesMax}`
  return new Map(rows.map(({ id, cosine }) => [String(id), cosine]))
}

async function readPassages(services: Services, ids: readonly number[]) {
  const rows = await services.client.$queryRaw<PassageRow[]>`
    SELECT "id", "documentId", "start", "end", "text", "headings" FROM "rag"."Passage" WHERE "id" = ANY (${[...ids]}::int[])`
  const documents = new Map(
    (await services.documents.findMany([...new Set(rows.map(({ documentId }) => documentId))])).map((document) => [
      document.id,
      document,
    ]),
  )
  return new Map(
    rows.flatMap(({ id, documentId, ...passage }) => {
      const document = documents.get(documentId)
      return document === undefined ? [] : [[id, { ...passage, document }] as const]
    }),
  )
}
