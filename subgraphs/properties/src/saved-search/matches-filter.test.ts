import type { Database } from '@ree-ai/db/database'
import { foldPlace } from '@ree-ai/db/fold-place'
import type { AttributeCondition, PropertyFilter } from '@ree-ai/db/property-filter'
import { propertyFilterSql } from '@ree-ai/db/property-filter-sql'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { validatePropertyFilter } from '@ree-ai/kit/listing/validate-property-filter'
import fc from 'fast-check'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { listingIntents, propertyTypes, standardStatuses } from '../listing/listing.ts'
import { newId } from '../new-id.ts'
import { toConditionColumns } from './condition-columns.ts'
import { foldFilter } from './fold-filter.ts'
import { createMatchStore, type WaitingListing } from './match-store.ts'
import { matchesFilter } from './matches-filter.ts'
import { lowerTexts } from './saved-search-store.ts'

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
})
afterAll(() => database.close())

// Few values of each kind, so that listings and filters meet, and the odd ones among them.
const cities = ['Évora', 'EVORA', 'Bình Thạnh', 'x', 'İstanbul', '']
const texts = ['Heat pump', 'HEAT PUMP', 'ΟΔΟΣ', 'οδος', 'İ', 'ß', 'gas', '2', '2026-05-01', '']
const numbers = [0, -0, 1, 2, 2.5, -1, 1e15, 0.1, 99_999.99, 99_999.995]
const dates = ['2026-05-01', '2026-04-30', '2024-02-29']
const keys = ['pool', 'heating', 'floor', 'petsAllowed', 'petsallowed', 'odd"key', '__proto__x', 'constructor']
const positions: readonly (readonly [number, number])[] = [
  [38.7223, -9.1393],
  [41.15, -8.61],
  [-17, 179.99],
  [-17, -179.99],
  [89.99, 0],
]

const some = <Value>(...values: readonly Value[]) => fc.constantFrom(...values)
const orNull = <Value>(arbitrary: fc.Arbitrary<Value>) => fc.option(arbitrary, { nil: null })
const uuid = some('00000000-0000-7000-8000-0000000000aa', '00000000-0000-7000-8000-0000000000bb')

const listing = fc.record({
  ownerId: uuid,
  listingIntent: some(...listingIntents),
  propertyType: some(...propertyTypes),
  standardStatus: some(...standardStatuses),
  listPrice: some(1, 99_999.99, 100_000, 1e10),
  currency: some('EUR', 'USD'),
  livingArea: orNull(some(...numbers)),
  lotSizeArea: orNull(some(...numbers)),
  bedroomsTotal: orNull(fc.nat(4)),
  bathroomsTotal: orNull(some(0.5, 1, 1.5)),
  yearBuilt: orNull(some(1990, 2000)),
  city: orNull(some(...cities)),
  district: orNull(some(...cities)),
  postalCode: orNull(some('7000', 'A1 ', 'a1')),
  stateOrProvince: orNull(some('WA', 'wa', 'ÉIRE', 'éire', ...texts)),
  country: orNull(some('PT', 'VN')),
  position: orNull(some(...positions)),
  attributes: fc.dictionary(
    some(...keys),
    fc.oneof(
      fc.boolean(),
      some(...numbers),
      some(...texts),
      some(...dates),
      fc.array(some(...texts), { maxLength: 3 }),
    ),
    { maxKeys: 5, noNullPrototype: true },
  ),
})

type RandomListing = typeof listing extends fc.Arbitrary<infer Value> ? Value : never

const range = (bounds: fc.Arbitrary<number>) =>
  fc.record({ gte: orNull(bounds), lte: orNull(bounds) }, { requiredKeys: [] })
const scalar = fc.oneof(fc.boolean(), some(...numbers), some(...texts))
const bound = fc.oneof(some(...numbers), some(...dates))
const condition: fc.Arbitrary<AttributeCondition> = fc.oneof(
  fc.record({ key: some(...keys), eq: scalar }),
  fc.record({ key: some(...keys), in: fc.array(scalar, { maxLength: 3 }) }),
  fc.record({ key: some(...keys), exists: fc.boolean() }),
  fc.record({ key: some(...keys), gte: bound }),
  fc.record({ key: some(...keys), lte: bound }),
  fc.record({ key: some(...keys), gte: bound, lte: bound }),
)
const list = <Value>(...values: readonly Value[]) => fc.array(some(...values), { maxLength: 3 })

const filter: fc.Arbitrary<PropertyFilter> = fc
  .record(
    {
      listingIntent: some(...listingIntents),
      propertyType: list(...propertyTypes),
      standardStatus: list(...standardStatuses),
      listPrice: range(some(...numbers, 100_000, -1e15)),
      currency: some('EUR', 'EUR  ', 'eur', 'EURO', ' ', ''),
      livingArea: range(some(...numbers)),
      lotSizeArea: range(some(...numbers)),
      bedroomsTotal: range(fc.nat(4)),
      bathroomsTotal: range(some(0.5, 1, 1.25)),
      yearBuilt: range(some(1990, 1991)),
      city: list(...cities, ' evora '),
      district: list(...cities, 'BINH  THANH'),
      postalCode: list('7000', 'A1', 'a1'),
      stateOrProvince: list('Wa', 'Éire', ...texts),
      country: some('pt', 'VN'),
      near: fc.record({
        latitude: some(38.72, 41.16, -17, 89.9),
        longitude: some(-9.14, -8.6, 179.95, 180),
        radiusMeters: some(100, 5_000, 200_000),
      }),
      within: fc.record({
        south: some(-90, -20, 38, 41.15),
        north: some(-10, 41.15, 90),
        west: some(-180, -9, 179),
        east: some(-8, -179.99, 180),
      }),
      attributes: fc.array(condition, { maxLength: 2 }),
      ownerId: some('00000000-0000-7000-8000-0000000000AA', 'nonsense', ''),
    },
    { requiredKeys: [] },
  )
  // One or two conditions at a time: all at once would never be met.
  .chain((whole) => fc.subarray(Object.entries(whole), { minLength: 0, maxLength: 2 }))
  .map((entries) => Object.fromEntries(entries) as PropertyFilter)
  .filter((given) => validatePropertyFilter(given).length === 0)

interface Row {
  readonly id: string
}

/** Writes listings, asks for each filter whom SQL takes, and compares with the predicate. */
async function compare(listings: readonly RandomListing[], filters: readonly PropertyFilter[]) {
  const { client } = database
  await client.$executeRaw`TRUNCATE "properties"."Property", "properties"."MatchTask", "properties"."SavedSearch" CASCADE`
  const rows = listings.map(({ position, attributes, ...row }) => ({
    ...row,
    id: newId(0),
    title: 't',
    description: 'd',
    cityKey: row.city === null ? null : foldPlace(row.city),
    districtKey: row.district === null ? null : foldPlace(row.district),
    latitude: position?.[0] ?? null,
    longitude: position?.[1] ?? null,
    attributes: attributes as Record<string, string | number | boolean | string[]>,
  }))
  await client.property.createMany({ data: rows })
  // Read as matching reads them; it takes published ones alone, and these are to have every status.
  await client.$executeRaw`UPDATE "properties"."Property" SET "unparsedAddress" = "standardStatus"::text, "standardStatus" = 'ACTIVE'`
  await client.matchTask.createMany({ data: rows.map(({ id }) => ({ propertyId: id, kind: 'NEW_LISTING' as const })) })
  const store = createMatchStore(client)
  const taken = await store.transact((db) => store.take(db, 1_000))
  await client.$executeRaw`UPDATE "properties"."Property" SET "standardStatus" = "unparsedAddress"::"properties"."StandardStatus"`
  const statuses = new Map(rows.map(({ id, standardStatus }) => [id, standardStatus]))
  const waiting: WaitingListing[] = taken.listings.map((one) => ({
    ...one,
    standardStatus: String(statuses.get(one.id)),
  }))
  expect(waiting).toHaveLength(rows.length)

  let met = 0
  for (const given of filters) {
    const found = await client.$queryRaw<
      Row[]
    >`SELECT p."id" FROM "properties"."Property" p WHERE ${propertyFilterSql(given)}`
    const folded = await foldFilter(given, (all) => lowerTexts(client, all))
    const stored = JSON.parse(JSON.stringify(folded)) as typeof folded
    const own = waiting.filter((one) => matchesFilter(one, stored)).map(({ id }) => id)
    expect(own.sort(), JSON.stringify(given)).toEqual(found.map(({ id }) => id).sort())
    met += own.length

    // And the columns refuse nobody whom the whole filter takes.
    const columns = { ...toConditionColumns(folded), id: newId(0), userId: newId(0), name: 'n', terms: [] }
    await client.savedSearch.deleteMany()
    await client.savedSearch.create({ data: { ...columns, conditions: JSON.parse(JSON.stringify(folded)) } })
    const [candidate] = await store.findCandidates(client, waiting)
    const offered = new Set((candidate?.listings ?? []).map((place) => waiting[place]?.id))
    for (const id of own) expect(offered, JSON.stringify(given)).toContain(id)
  }
  return met
}

test('the predicate takes the same listings as the SQL of a filter, and the columns refuse none of them', async () => {
  let met = 0
  await fc.assert(
    fc.asyncProperty(
      fc.array(listing, { minLength: 20, maxLength: 40 }),
      fc.array(filter, { minLength: 20, maxLength: 30 }),
      async (listings, filters) => {
        met += await compare(listings, filters)
      },
    ),
    { numRuns: 12, endOnFailure: true },
  )
  // Filters that nothing meets would prove little.
  expect(met).toBeGreaterThan(500)
}, 120_000)
