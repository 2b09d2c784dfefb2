import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { removed, upserted } from '../testing/make-listing.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
beforeAll(async () => {
  rag = await startRag()
})
afterAll(() => rag.close())
beforeEach(async () => {
  rag.platform.log.length = 0
  const { client } = rag.database
  await client.$executeRaw`TRUNCATE "rag"."Listing", "rag"."ListingTerm", "rag"."IndexedWord", "rag"."IndexPosition"`
})

const isKnown = async (word: string) =>
  (await rag.database.client.indexedWord.count({ where: { collection: 'listing', word } })) === 1

test('a name that stood in one listing only is no word of the index once the listing is gone', async () => {
  rag.platform.log.push(
    upserted('a', { description: 'Ask Zebulonia for the keys of the lighthouse.' }),
    upserted('b', { description: 'A lighthouse.' }),
  )
  await rag.rag.syncNow()
  expect([await isKnown('zebulonia'), await isKnown('lighthouse')]).toEqual([true, true])
  rag.platform.log.push(removed('a'))
  await rag.rag.syncNow()
  expect([await isKnown('zebulonia'), await isKnown('lighthouse')]).toEqual([false, true])
})

test('nor once it was taken out of the text', async () => {
  rag.platform.log.push(upserted('a', { description: 'Ask Zebulonia for the keys.' }))
  await rag.rag.syncNow()
  rag.platform.log.push(upserted('a', { version: 2, description: 'Ask for the keys.' }))
  await rag.rag.syncNow()
  expect([await isKnown('zebulonia'), await isKnown('keys')]).toEqual([false, true])
})

test('a word that moves from one listing to another in one page stays', async () => {
  rag.platform.log.push(upserted('a', { description: 'A lighthouse.' }))
  await rag.rag.syncNow()
  rag.platform.log.push(removed('a'), upserted('b', { description: 'Two lighthouses.' }))
  await rag.rag.syncNow()
  expect(await isKnown('lighthouses')).toBe(true)
})
