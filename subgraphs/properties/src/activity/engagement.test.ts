import fc from 'fast-check'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { ben, follower, startProperties, type TestProperties } from '../testing/start-properties.ts'
import { createEngagementStore } from './engagement-store.ts'
import { measureEngagement } from './measure-engagement.ts'
import { type ActivityKind, recordActivity } from './record-activity.ts'

const dayMs = 24 * 3_600_000
let properties: TestProperties
beforeAll(async () => {
  properties = await startProperties()
})
afterAll(() => properties.close())
beforeEach(async () => {
  await properties.database.client.property.deleteMany()
})

/** Published houses of one city, for so many days. */
async function offerHouses(count: number, { city = 'calder', days = 60 } = {}): Promise<string[]> {
  const listedAt = new Date(properties.clock.nowMs - days * dayMs)
  const rows = await properties.database.client.$queryRaw<{ id: string }[]>`
    INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "listPrice",
      "currency", "standardStatus", "cityKey", "listedAt", "createdAt")
    SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR', 'ACTIVE', ${city}, ${listedAt}::timestamptz, ${listedAt}::timestamptz
    FROM generate_series(1, ${count}::int) RETURNING "id"`
  return rows.map(({ id }) => id)
}
const at = (agoDays: number) => new Date(properties.clock.nowMs - agoDays * dayMs)
async function act(propertyId: string, kind: ActivityKind, days: readonly number[], times = 1) {
  for (const ago of days)
    for (let turn = 0; turn < times; turn++) await recordActivity(properties.database.client, propertyId, kind, at(ago))
}
const measure = () => measureEngagement(createEngagementStore(properties.database.client), properties.clock.nowMs)
const readAll = async () =>
  new Map((await properties.database.client.property.findMany()).map(({ id, engagement }) => [id, engagement]))

test('a listing that people like more than its peers rises, and one that nobody looks at among liked ones sinks', async () => {
  const ids = await offerHouses(12)
  for (const id of ids.slice(1, 11)) await act(id, 'views', [1, 2, 3, 9])
  await act(String(ids[0]), 'views', [1, 2, 3, 9], 4)
  await act(String(ids[0]), 'inquiries', [2, 3])
  expect(await measure()).toBeGreaterThan(1)
  const values = await readAll()
  expect(values.get(String(ids[0]))).toBeGreaterThan(0.7)
  expect(values.get(String(ids[11]))).toBeLessThan(0.4)
  for (const id of ids.slice(1, 11)) expect(values.get(id) ?? 0.5).toBeCloseTo(0.5, 1)
})

test('nothing is known without activity, and too few peers are no measure', async () => {
  await offerHouses(30)
  expect(await measure()).toBe(0)
  await properties.database.client.property.deleteMany()
  const [first] = await offerHouses(9)
  await act(String(first), 'inquiries', [0, 1, 2, 3, 4, 5])
  expect(await measure()).toBe(0)
})

test('a city with too few listings is measured against all of the same type and intent', async () => {
  const ids = await offerHouses(12)
  for (const id of ids) await act(id, 'views', [1])
  const [lone] = await offerHouses(1, { city: 'ellerby' })
  await act(String(lone), 'favorites', [1, 2, 3, 4, 5])
  await measure()
  expect((await readAll()).get(String(lone))).toBeGreaterThan(0.6)
})

test('a flood of views on one day does not beat what people did on several', async () => {
  const ids = await offerHouses(20)
  await properties.database.client.listingActivity.create({
    data: { propertyId: String(ids[0]), day: at(1), views: 1_000_000 },
  })
  await act(String(ids[1]), 'inquiries', [1, 3, 5, 8, 10, 12, 15])
  await act(String(ids[1]), 'views', [1, 2, 3, 4, 5, 6, 8, 10, 12, 15], 3)
  await measure()
  const values = await readAll()
  expect(values.get(String(ids[1]))).toBeGreaterThan(values.get(String(ids[0])) ?? 1)
})

test('interest fades: half as much after two weeks, nothing after three months', async () => {
  const ids = await offerHouses(20)
  await act(String(ids[0]), 'favorites', [0, 1, 2, 3, 4, 5, 6])
  await measure()
  const fresh = (await readAll()).get(String(ids[0])) ?? 0
  properties.clock.nowMs += 42 * dayMs
  await measure()
  const faded = (await readAll()).get(String(ids[0])) ?? 0
  expect(faded).toBeLessThan(fresh - 0.05)
  properties.clock.nowMs += 90 * dayMs
  await measure()
  expect((await readAll()).get(String(ids[0])) ?? 0.5).toBe(0.5)
})

test('the search index is told of what moved by more than .05, and of nothing else; the version stays', async () => {
  const ids = await offerHouses(20)
  const { client } = properties.database
  await act(String(ids[0]), 'inquiries', [0, 1, 2, 3])
  await client.propertyChange.deleteMany()
  const count = await measure()
  expect(await client.propertyChange.count()).toBe(count)
  expect(await measure()).toBe(0)
  await act(String(ids[0]), 'views', [0])
  expect(await measure()).toBe(0)
  const { version, engagement } = await client.property.findUniqueOrThrow({ where: { id: String(ids[0]) } })
  expect(version).toBe(1)
  const query = 'query ($id: ID!) { property(id: $id) { engagement } }'
  const read = async (viewer: typeof ben | null) =>
    (await properties.ask(query, { id: ids[0] }, viewer)).data.property.engagement
  expect(await read(follower)).toBe(engagement)
  for (const viewer of [null, ben]) expect(await read(viewer)).toBeNull()
})

test('whatever people do, a value lies between 0 and 1', async () => {
  const ids = await offerHouses(14)
  await fc.assert(
    fc.asyncProperty(
      fc.array(
        fc.record({
          id: fc.constantFrom(...ids),
          ago: fc.integer({ min: -3, max: 200 }),
          views: fc.nat(2_000_000_000),
          favorites: fc.nat(10_000_000),
          inquiries: fc.nat(10_000_000),
        }),
        { maxLength: 40 },
      ),
      async (rows) => {
        const { client } = properties.database
        await client.listingActivity.deleteMany()
        await client.listingActivity.createMany({
          data: rows.map(({ id, ago, ...counts }) => ({ propertyId: id, day: at(ago), ...counts })),
          skipDuplicates: true,
        })
        await measure()
        for (const value of (await readAll()).values()) expect(value === null || (value >= 0 && value <= 1)).toBe(true)
      },
    ),
    { numRuns: 15 },
  )
})
