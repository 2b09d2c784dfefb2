import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { loadEmbeddingModel } from '@ree-ai/kit/language/embedding/load-embedding-model'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createSpelling } from './create-spelling.ts'

const database = await openTestDatabase()
const clock = { nowMs: 0 }
const correct = createSpelling(database.client, 'listing', { model: loadEmbeddingModel(), nowMs: () => clock.nowMs })
const addWords = (...words: string[]) =>
  database.client.indexedWord.createMany({ data: words.map((word) => ({ collection: 'listing', word, frequency: 3 })) })

beforeAll(() => addWords('veranda', 'rent', 'tram', 'samphire'))
afterAll(() => database.close())

test('a misspelt word becomes the known one, and everything around it stays', async () => {
  expect(await correct('Big "verandah", rnet under 900 in Smaphire!')).toBe(
    'Big "veranda", rent under 900 in samphire!',
  )
})

test('a short word is not taken for another one that differs in a letter', async () => {
  expect(await correct('a small team')).toBe('a small team')
})

test('words of another collection mean nothing, and new words are known within a minute', async () => {
  await database.client.indexedWord.create({ data: { collection: 'passage', word: 'zeppelin', frequency: 3 } })
  expect(await correct('zepelin')).toBe('zepelin')
  await addWords('zeppelin')
  clock.nowMs += 60_000
  expect(await correct('zepelin')).toBe('zeppelin')
})
