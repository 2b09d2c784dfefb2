import { afterAll, beforeAll, expect, test } from 'vitest'
import type { Database } from './database.ts'
import { distanceSql } from './distance-sql.ts'
import { foldPlace } from './fold-place.ts'
import { Prisma } from './generated/prisma/client.ts'
import type { PropertyFilter } from './property-filter.ts'
import { propertyFilterSql } from './property-filter-sql.ts'
import { openTestDatabase } from './testing/open-test-database.ts'

const owner = '00000000-0000-7000-8000-000000000001'
const base = {
  ownerId: owner,
  listingIntent: 'FOR_SALE',
  propertyType: 'APARTMENT',
  standardStatus: 'ACTIVE',
  listPrice: 100_000,
  currency: 'EUR',
} as const
const listings = [
  {
    ...base,
    title: 'a',
    livingArea: 50,
    bedroomsTotal: 1,
    city: 'Évora',
    stateOrProvince: 'WA',
    country: 'PT',
    postalCode: '7000',
    attributes: { pool: true, floor: 2, heating: 'Heat Pump', petsAllowed: ['Dogs', 'cats'] },
  },
  {
    ...base,
    title: 'b',
    listPrice: 99_999.99,
    livingArea: null,
    bedroomsTotal: 0,
    city: 'Ho  Chi Minh',
    district: 'Bình Thạnh',
    yearBuilt: 1990,
    attributes: { pool: false, floor: '2', availableFrom: '2026-05-01', petsAllowed: ['none'] },
  },
  {
    ...base,
    title: 'c',
    listingIntent: 'FOR_RENT',
    propertyType: 'HOUSE',
    standardStatus: 'DRAFT',
    currency: 'USD',
    lotSizeArea: 300,
    bathroomsTotal: 1.5,
    attributes: { floor: -1, 'odd"key': 'x' },
  },
  { ...base, title: 'fiji', latitude: -17, longitude: 179.9, attributes: {} },
  { ...base, title: 'samoa', latitude: -17, longitude: -179.9, attributes: {} },
  { ...base, title: 'pole', latitude: 89.99, longitude: 100, attributes: {} },
  { ...base, title: 'porto', latitude: 41.15, longitude: -8.61, attributes: {} },
] as const

let database: Database
beforeAll(async () => {
  database = await openTestDatabase()
  for (const listing of listings) {
    const { city, district, ...row } = { city: null, district: null, ...listing }
    const keys = { cityKey: city && foldPlace(city), districtKey: district && foldPlace(district) }
    const attributes = { ...row.attributes } as Prisma.InputJsonObject
    await database.client.property.create({ data: { ...row, ...keys, city, district, attributes, description: '' } })
  }
  // A projection with the same columns, its enums as text: what a search index keeps.
  await database.client.$executeRaw`
    CREATE TABLE "projection" AS SELECT *, "standardStatus"::text AS "s", "listingIntent"::text AS "i", "propertyType"::text AS "t"
    FROM "properties"."Property"`
  await database.client.$executeRaw`ALTER TABLE "projection"
    DROP COLUMN "standardStatus", DROP COLUMN "listingIntent", DROP COLUMN "propertyType"`
  for (const [from, to] of [
    ['s', 'standardStatus'],
    ['i', 'listingIntent'],
    ['t', 'propertyType'],
  ])
    await database.client.$executeRaw`ALTER TABLE "projection" RENAME COLUMN ${Prisma.raw(`"${from}" TO "${to}"`)}`
})
afterAll(() => database.close())

const tables = ['"properties"."Property"', '"projection"']

async function find(table: string, filter: PropertyFilter): Promise<string> {
  const rows = await database.client.$queryRaw<{ title: string }[]>`
    SELECT p."title" FROM ${Prisma.raw(table)} p WHERE ${propertyFilterSql(filter)} ORDER BY p."title"`
  return rows.map(({ title }) => title).join(' ')
}

const everything = 'a b c fiji pole porto samoa'
const cases: readonly (readonly [filter: PropertyFilter, titles: string])[] = [
  [{}, everything],
  [{ listingIntent: 'FOR_RENT' }, 'c'],
  [{ propertyType: ['HOUSE', 'VILLA'] }, 'c'],
  [{ propertyType: [] }, ''],
  [{ standardStatus: ['DRAFT'] }, 'c'],
  [{ listPrice: { lte: 99_999.99 } }, 'b'],
  [{ listPrice: { gte: 99_999.995 }, currency: 'USD' }, 'c'],
  [{ livingArea: { gte: 50, lte: 50 } }, 'a'],
  [{ lotSizeArea: { gte: 299.9 } }, 'c'],
  [{ bedroomsTotal: { gte: 0, lte: 0 } }, 'b'],
  [{ bedroomsTotal: { lte: 1 } }, 'a b'],
  [{ bathroomsTotal: { gte: 1.5 } }, 'c'],
  [{ yearBuilt: { gte: 1990, lte: 1990 } }, 'b'],
  [{ city: ['EVORA'] }, 'a'],
  [{ city: ['evora', 'hồ chí minh'] }, 'a b'],
  [{ district: ['binh thanh'] }, 'b'],
  [{ stateOrProvince: ['wa'] }, 'a'],
  [{ postalCode: ['7000'] }, 'a'],
  [{ country: 'pt' }, 'a'],
  [{ ownerId: owner }, everything],
  [{ ownerId: owner.toUpperCase() }, everything],
  [{ ownerId: 'nonsense' }, ''],
  [{ attributes: [{ key: 'pool', eq: true }] }, 'a'],
  [{ attributes: [{ key: 'pool', eq: false }] }, 'b c fiji pole porto samoa'],
  [{ attributes: [{ key: 'pool', exists: true }] }, 'a b'],
  [{ attributes: [{ key: 'pool', exists: false }] }, 'c fiji pole porto samoa'],
  [{ attributes: [{ key: 'heating', eq: 'heat pump' }] }, 'a'],
  [{ attributes: [{ key: 'heating', eq: 'heat' }] }, ''],
  [{ attributes: [{ key: 'petsAllowed', eq: 'DOGS' }] }, 'a'],
  [{ attributes: [{ key: 'petsAllowed', in: ['none', 'Cats'] }] }, 'a b'],
  [{ attributes: [{ key: 'petsAllowed', in: [] }] }, ''],
  // A number is a number: the text "2" is not the floor 2, and fails bounds rather than the query.
  [{ attributes: [{ key: 'floor', eq: 2 }] }, 'a'],
  [{ attributes: [{ key: 'floor', in: [2, -1] }] }, 'a c'],
  [{ attributes: [{ key: 'floor', gte: -1, lte: 1.5 }] }, 'c'],
  [{ attributes: [{ key: 'floor', gte: 0 }] }, 'a'],
  [{ attributes: [{ key: 'availableFrom', gte: '2026-05-01', lte: '2026-05-01' }] }, 'b'],
  [{ attributes: [{ key: 'availableFrom', lte: '2026-04-30' }] }, ''],
  [{ attributes: [{ key: 'odd"key', eq: 'X' }] }, 'c'],
  [{ attributes: [{ key: "pool' OR TRUE --", eq: "x' OR TRUE --" }], city: ["'; DROP TABLE x; --"] }, ''],
  [
    {
      attributes: [
        { key: 'pool', eq: true },
        { key: 'floor', eq: 2 },
      ],
      city: ['Évora'],
    },
    'a',
  ],
  [{ within: { south: 41, west: -9, north: 42, east: -8 } }, 'porto'],
  [{ within: { south: -20, west: 179, north: -10, east: -179 } }, 'fiji samoa'],
  [{ near: { latitude: 41.15, longitude: -8.6, radiusMeters: 900 } }, 'porto'],
  [{ near: { latitude: 41.15, longitude: -8.6, radiusMeters: 800 } }, ''],
  [{ near: { latitude: -17, longitude: 180, radiusMeters: 20_000 } }, 'fiji samoa'],
  [{ near: { latitude: -17, longitude: -179.95, radiusMeters: 10_000 } }, 'samoa'],
  [{ near: { latitude: 89.9, longitude: -80, radiusMeters: 20_000 } }, 'pole'],
]

test.each(cases)('%j finds the same in the listings and in the projection', async (filter, titles) => {
  for (const table of tables) expect(await find(table, filter)).toBe(titles)
})

test('measures distances as the map does', async () => {
  const rows = await database.client.$queryRaw<{ title: string; meters: number | null }[]>`
    SELECT p."title", ${distanceSql({ latitude: 38.7223, longitude: -9.1393 }, 'p')} AS "meters"
    FROM "properties"."Property" p WHERE p."title" IN ('porto', 'a') ORDER BY 1`
  expect(rows[0]).toEqual({ title: 'a', meters: null })
  // Lisbon to Porto is 274 km.
  expect(Number(rows[1]?.meters) / 1000).toBeCloseTo(274, -1)
})

const served = [
  [{ standardStatus: ['ACTIVE'], listPrice: { lte: 5 } }, 'Property_standardStatus_listPrice_id_idx'],
  [{ standardStatus: ['ACTIVE'], city: ['x'] }, 'Property_standardStatus_cityKey_districtKey_idx'],
  [{ standardStatus: ['ACTIVE'], livingArea: { gte: 1500 } }, 'Property_standardStatus_livingArea_id_idx'],
  [{ standardStatus: ['ACTIVE'], yearBuilt: { gte: 2999 } }, 'Property_year_idx'],
  [{ postalCode: ['1'] }, 'Property_postalCode_idx'],
  [{ within: { south: 1, west: 1, north: 2, east: 2 } }, 'Property_latitude_longitude_idx'],
  [{ near: { latitude: 1, longitude: 1, radiusMeters: 100 } }, 'Property_latitude_longitude_idx'],
  [{ attributes: [{ key: 'pool', eq: true }] }, 'Property_attributes_idx'],
  [{ attributes: [{ key: 'heating', eq: 'gas' }] }, 'Property_attributes_idx'],
] satisfies readonly (readonly [PropertyFilter, string])[]

test('indexes serve the filters on a table of ordinary size', async () => {
  const plans: string[] = []
  const isDone = new Error('roll back')
  const measure = database.client.$transaction(async (tx) => {
    await tx.$executeRaw`
      INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType", "standardStatus",
        "listPrice", "currency", "livingArea", "yearBuilt", "cityKey", "postalCode", "latitude", "longitude", "attributes")
      SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 'ACTIVE', 1000 + n, 'EUR', n % 1500, 1900 + n % 120,
        'city ' || n % 300, 'p' || n % 300, n % 90, n % 180, jsonb_build_object('k' || n % 50, n)
      FROM generate_series(1, 4000) AS n`
    await tx.$executeRaw`ANALYZE "properties"."Property"`
    for (const [filter] of served)
      plans.push(
        JSON.stringify(
          await tx.$queryRaw`EXPLAIN SELECT 1 FROM "properties"."Property" p
            WHERE p."deletedAt" IS NULL AND ${propertyFilterSql(filter)}`,
        ),
      )
    throw isDone
  })
  await expect(measure).rejects.toBe(isDone)
  for (const [index, [, name]] of served.entries()) expect(plans[index]).toContain(name)
})

test.each([
  ['  Bình   Thạnh ', 'binh thanh'],
  ['ØRESTAD', 'orestad'],
  ['Straße', 'strasse'],
  ['Đà Nẵng', 'da nang'],
  ['İstanbul', 'istanbul'],
  ['São\u00a0Paulo', 'sao paulo'],
])('folds the place %j to %j', (text, folded) => {
  expect(foldPlace(text)).toBe(folded)
})
