import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { attribute, idOf, removed, upserted } from '../testing/make-listing.ts'
import { startRag, type TestRag } from '../testing/start-rag.ts'

let rag: TestRag
let replica: TestRag
beforeAll(async () => {
  const database = await openTestDatabase()
  rag = await startRag({ database })
  replica = await startRag({ database })
})
afterAll(() => rag.close())
beforeEach(async () => {
  for (const { platform } of [rag, replica]) {
    platform.log.length = 0
    platform.isClassificationAway = false
  }
  const { client } = rag.database
  await client.$executeRaw`TRUNCATE "rag"."Listing", "rag"."ListingTerm", "rag"."IndexPosition"`
})

const readListing = (name: string) =>
  rag.database.client.listing.findUnique({ where: { propertyId: idOf(name) }, omit: {} })
const countTerm = (term: string) => rag.database.client.listingTerm.count({ where: { term } })

test('a listing is indexed with its facts as soon as the log has it', async () => {
  rag.platform.log.push(
    upserted('a', {
      description: 'A lighthouse keeper lived here.',
      attributes: [attribute('waterView', true), attribute('furnished', false)],
    }),
  )
  await rag.rag.syncNow()
  expect(await readListing('a')).toMatchObject({
    cityKey: 'port calder',
    completeness: 80,
    attributes: { waterView: true, furnished: false },
  })
  expect([await countTerm('lighthous'), await countTerm('water'), await countTerm('furnish')]).toEqual([1, 1, 0])
})

test('a change replaces what was indexed, and the same change again changes nothing', async () => {
  rag.platform.log.push(
    upserted('a', { description: 'A lighthouse.' }),
    upserted('a', { version: 2, description: 'A windmill.' }),
  )
  await rag.rag.syncNow()
  const before = await readListing('a')
  expect([before?.version, await countTerm('lighthous'), await countTerm('windmil')]).toEqual([2, 0, 1])
  await rag.database.client.indexPosition.deleteMany()
  await rag.rag.syncNow()
  expect(await readListing('a')).toEqual(before)
})

test('engagement that moves by itself is taken over without indexing the text again', async () => {
  rag.platform.log.push(upserted('a', { description: 'A lighthouse.' }), upserted('b', { engagement: 0.7 }))
  await rag.rag.syncNow()
  const before = await readListing('a')
  expect([before?.engagement, (await readListing('b'))?.engagement]).toEqual([null, 0.7])
  const { client } = rag.database
  await client.$executeRaw`DELETE FROM "rag"."ListingTerm"`
  rag.platform.log.push(upserted('a', { description: 'A lighthouse.', engagement: 0.9 }), upserted('b'))
  await rag.rag.syncNow()
  expect(await readListing('a')).toEqual({ ...before, engagement: 0.9 })
  expect((await readListing('b'))?.engagement).toBeNull()
  expect(await client.listingTerm.count()).toBe(0)
  rag.platform.log.push(upserted('a', { version: 2, description: 'A lighthouse!', engagement: 0.2 }))
  await rag.rag.syncNow()
  expect((await readListing('a'))?.engagement).toBe(0.2)
})

test('an older state that comes late does not replace a newer one', async () => {
  rag.platform.log.push(upserted('a', { version: 3, title: 'New' }))
  await rag.rag.syncNow()
  rag.platform.log.push(upserted('a', { version: 2, title: 'Old' }))
  await rag.rag.syncNow()
  expect((await readListing('a'))?.title).toBe('New')
})

test('a listing that is no longer public leaves the index with all its terms', async () => {
  rag.platform.log.push(upserted('a', { description: 'A lighthouse.' }), upserted('b'))
  await rag.rag.syncNow()
  rag.platform.log.push(removed('a'))
  await rag.rag.syncNow()
  expect([await readListing('a'), await countTerm('lighthous')]).toEqual([null, 0])
  expect(await readListing('b')).not.toBeNull()
})

test('two replicas that follow the same log at once do no harm', async () => {
  const log = Array.from({ length: 400 }, (_, index) =>
    upserted(`n${index}`, { description: `Number ${index} with a lighthouse.` }),
  )
  rag.platform.log.push(...log)
  replica.platform.log.push(...log)
  await Promise.all([rag.rag.syncNow(), replica.rag.syncNow()])
  expect(await rag.database.client.listing.count()).toBe(400)
  expect(await countTerm('lighthous')).toBe(400)
})

test('while completeness cannot be told listings are indexed without it, and get it later', async () => {
  rag.platform.log.push(upserted('a'), upserted('b'))
  rag.platform.isClassificationAway = true
  await expect(rag.rag.syncNow()).rejects.toThrow()
  expect(await readListing('a')).toMatchObject({ completeness: null, title: 'A flat' })
  rag.platform.isClassificationAway = false
  await rag.rag.syncNow()
  expect([(await readListing('a'))?.completeness, (await readListing('b'))?.completeness]).toEqual([80, 80])
})

test('attributes that reviewers rejected are not searched', async () => {
  rag.platform.log.push(upserted('a', { attributes: [{ ...attribute('whitesOnly', true), status: 'REJECTED' }] }))
  await rag.rag.syncNow()
  expect((await readListing('a'))?.attributes).toEqual({})
  expect(await countTerm('white')).toBe(0)
})

test('the background work follows the log by itself, outlives failures, and ends with the signal', async () => {
  const stop = new AbortController()
  rag.platform.log.push(upserted('a'))
  const work = rag.rag.runInBackground?.(stop.signal)
  await expect.poll(() => readListing('a'), { timeout: 10_000 }).not.toBeNull()
  rag.platform.isClassificationAway = true
  rag.platform.log.push(upserted('b'))
  await expect.poll(() => readListing('b'), { timeout: 10_000 }).not.toBeNull()
  stop.abort()
  await work
  expect(await rag.registry.metrics()).toMatch(/rag_index_failures_total [1-9]/)
})
