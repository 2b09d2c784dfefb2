import { readFileSync } from 'node:fs'
import type { Database } from '@ree-ai/db/database'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import {
  agent,
  ana,
  flat,
  follower,
  reviewer,
  startProperties,
  type TestProperties,
} from '@ree-ai/properties/testing/start-properties'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const listingsTotal = 100_000
/** Tables that grow with the platform: none is read from end to end for a page. */
const bigTables = ['Property', 'Favorite', 'PriceChange', 'StatusChange', 'PropertyChange', 'TextSignature']

const page = 'totalCount pageInfo { hasNextPage endCursor } edges { cursor node { id title listPrice { amount } } }'
const relations = 'priceHistory { changedAt } isFavorite attributes { key label } photos { url }'
const facets =
  'facets(keys: ["propertyType", "district", "bedroomsTotal", "listPrice"]) { min max values { value count } }'
const list = (given: string, more = '') => `{ properties(${given}) { ${page} ${more} } }`

describe.skipIf(bin === null)(`with ${listingsTotal} listings on a PostgreSQL server`, () => {
  let postgres: TestPostgres
  let properties: TestProperties
  let database: Database
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    properties = await startProperties(undefined, async (options) => {
      // One connection: what it read is known as soon as it was asked for.
      database = await openPostgresDatabase({ ...options, url: postgres.url, connections: 1, warn: () => {} })
      return database
    })
    await fill(properties, database)
  }, 240_000)
  afterAll(async () => {
    await properties?.close()
    await postgres?.stop()
  })

  /** How often each big table was read from end to end so far. */
  async function countScans(): Promise<Readonly<Record<string, number>>> {
    await database.client.$queryRaw`SELECT pg_stat_force_next_flush()::text`
    const rows = await database.client.$queryRaw<{ table: string; scans: number }[]>`
      SELECT relname::text AS "table", seq_scan::int AS "scans" FROM pg_stat_user_tables
      WHERE schemaname = 'properties' AND relname = ANY(${bigTables}::text[])`
    return Object.fromEntries(rows.map(({ table, scans }) => [table, scans]))
  }

  test.each([
    ['newest first', list('first: 20')],
    ['newest first, with facets', list('first: 20', facets)],
    ['cheapest first', list('first: 20, orderBy: { field: LIST_PRICE }')],
    ['dearest first', list('first: 20, orderBy: { field: LIST_PRICE, direction: DESC }')],
    ['largest first', list('first: 20, orderBy: { field: LIVING_AREA, direction: DESC }')],
    ['smallest first', list('first: 20, orderBy: { field: LIVING_AREA }')],
    ['most bedrooms first', list('first: 20, orderBy: { field: BEDROOMS_TOTAL, direction: DESC }')],
    ['newest buildings first', list('first: 20, orderBy: { field: YEAR_BUILT, direction: DESC }')],
    ['the last page', list('last: 20')],
    ['a city and a price', list('filter: { city: ["Port Calder 7"], listPrice: { lte: 300000 } }', facets)],
    ['a district', list('filter: { city: ["Port Calder 9"], district: ["Millrace"] }', facets)],
    ['a type and a size', list('filter: { propertyType: [HOUSE], livingArea: { gte: 90, lte: 110 } }', facets)],
    ['rent and bedrooms', list('filter: { listingIntent: FOR_RENT, bedroomsTotal: { gte: 4 } }', facets)],
    ['bathrooms and a year', list('filter: { bathroomsTotal: { gte: 3 }, yearBuilt: { gte: 2015 } }', facets)],
    ['a postal code', list('filter: { postalCode: ["4008"] }', facets)],
    ['a state and a country', list('filter: { stateOrProvince: ["Calder Coast"], country: "ZZ" }')],
    [
      'near a point, nearest first',
      list(
        'filter: { near: { latitude: 44.13, longitude: -26.9, radiusMeters: 300 } }, orderBy: { field: DISTANCE }',
        facets,
      ),
    ],
    ['inside a box', list('filter: { within: { south: 44.13, north: 44.131, west: -26.903, east: -26.902 } }', facets)],
    ['an attribute', list('filter: { attributes: [{ key: "heating", eq: "heat pump" }, { key: "pool", eq: true }] }')],
    ['an owner', list('filter: { ownerId: "00000000-0000-7000-8000-000000000011" }', facets)],
    ['twenty with all relations', `{ properties(first: 20) { edges { node { id ${relations} } } } }`],
    ['public ones and one’s own', list('first: 20', facets), ana],
    ['one’s own that are sold', list('filter: { standardStatus: [CLOSED] }'), ana],
    ['one’s own in every status', `{ myListings { ${page} } }`, ana],
    ['one’s own as an export', '{ exportProperties(first: 100) { rows endCursor hasMore } }', ana],
    ['all that a reviewer sees', list('first: 20'), reviewer],
    ['those that wait for a review', list('filter: { standardStatus: [PENDING_REVIEW] }'), reviewer],
    ['favourites', `{ favorites { ${page} } }`, ana],
    ['the places', '{ places(first: 100) { city district listings } }'],
  ])('no big table is read from end to end for %s', async (_, query, viewer = undefined) => {
    const before = await countScans()
    const { data, errors } = await properties.ask(query, {}, viewer ?? null)
    expect(errors).toBeUndefined()
    expect(data).not.toBeNull()
    expect(await countScans()).toEqual(before)
  })

  test.each([
    [
      'those of a page',
      '{ properties(first: 20) { edges { node { possibleDuplicates { similarity } } } } }',
      {},
      reviewer,
    ],
    [
      'a new listing',
      'query ($input: CreatePropertyInput!) { validateProperty(input: $input) { warnings { layer } } }',
      { input: { ...flat, description: readSample()[0]?.values.description } },
      ana,
    ],
    [
      'the rows of an import',
      'mutation ($input: ImportPropertiesInput!) { importProperties(input: $input) { created warnings { layer } } }',
      { input: { source: 'again', dryRun: true, duplicates: 'REFUSE', rows: readSample().slice(0, 250) } },
      agent,
    ],
    [
      'what a search has found',
      'query ($ids: [ID!]!) { visibleProperties(ids: $ids) }',
      { ids: Array.from({ length: 51 }, (_, n) => ana.id.replace(/..$/, String(n + 10))) },
      follower,
    ],
  ])('no big table is read from end to end to look up %s', async (_, query, variables, viewer) => {
    const before = await countScans()
    const { data, errors } = await properties.ask(query, variables, viewer)
    expect(errors).toBeUndefined()
    expect(data).not.toBeNull()
    expect(await countScans()).toEqual(before)
  })

  test('a page of 100 takes as many statements as a page of 20, with all relations, facets and the total', async () => {
    const ask = async (first: number) => {
      const before = await properties.countCalls()
      // Another filter each: what was counted for one is kept.
      await properties.ask(
        list(`first: ${first}, filter: { listPrice: { gte: ${first} } }`, `${facets} edges { node { ${relations} } }`),
        {},
        ana,
      )
      return (await properties.countCalls()) - before
    }
    expect([await ask(20), await ask(100)]).toEqual([6, 6])
  })
})

/** The sample town as rows of an import. */
function readSample(): { readonly line: number; readonly values: Readonly<Record<string, unknown>> }[] {
  const text = readFileSync(new URL('../../prisma/seed/listings.ndjson', import.meta.url), 'utf8')
  return text
    .trim()
    .split('\n')
    .map((line, index) => ({ line: index + 1, values: JSON.parse(line) }))
}

/** Imports the sample town, and repeats it in SQL under new keys, in other towns, at other prices and times. */
async function fill({ ask }: TestProperties, { client }: Database): Promise<void> {
  const rows = readSample()
  for (let from = 0; from < rows.length; from += 100) {
    const { data, errors } = await ask(
      'mutation ($input: ImportPropertiesInput!) { importProperties(input: $input) { created refusals { path reason } } }',
      { input: { source: 'sample', rows: rows.slice(from, from + 100) } },
      agent,
    )
    if (errors || data.importProperties.refusals.length > 0) throw new Error(JSON.stringify({ data, errors }))
  }
  const columns = await client.$queryRaw<{ name: string }[]>`
    SELECT column_name AS "name" FROM information_schema.columns WHERE table_schema = 'properties' AND table_name = 'Property'`
  const changed: Readonly<Record<string, string>> = {
    id: 'gen_random_uuid()',
    ownerId: `('00000000-0000-7000-8000-' || lpad((n % 500)::text, 12, '0'))::uuid`,
    sourceKey: `"sourceKey" || '-' || n`,
    standardStatus: `CASE WHEN n % 20 = 0 THEN 'CLOSED' WHEN n % 100 = 1 THEN 'PENDING_REVIEW' ELSE "standardStatus" END`,
    listPrice: `round("listPrice" * (0.7 + 0.003 * n), -2)`,
    livingArea: '"livingArea" * (0.8 + 0.002 * n)',
    city: `"city" || ' ' || n % 40`,
    cityKey: `"cityKey" || ' ' || n % 40`,
    postalCode: `CASE WHEN n % 50 = 0 THEN "postalCode" ELSE "postalCode" || n END`,
    latitude: '"latitude" + 0.01 * n',
    fingerprint: `encode(sha256(("fingerprint" || n)::bytea), 'hex')`,
    sortedAt: `"sortedAt" - n * interval '7 hours'`,
  }
  const names = columns.map(({ name }) => `"${name}"`).join(', ')
  const cast = (name: string) => (name === 'standardStatus' ? '::"properties"."StandardStatus"' : '')
  const values = columns.map(({ name }) => (changed[name] ? `(${changed[name]})${cast(name)}` : `"${name}"`)).join(', ')
  const copies = Math.ceil(listingsTotal / rows.length)
  const copied = columns.some(({ name }) => name === 'mutationKey') ? '"mutationKey" IS NULL' : 'TRUE'
  await client.$executeRawUnsafe(
    `INSERT INTO "properties"."Property" (${names}) SELECT ${values} FROM "properties"."Property", generate_series(1, ${copies}) n WHERE ${copied}`,
  )
  await client.$executeRawUnsafe(
    `INSERT INTO "properties"."PriceChange" ("id", "propertyId", "listPrice", "currency") SELECT gen_random_uuid(), "id", "listPrice", "currency" FROM "properties"."Property"`,
  )
  await client.$executeRawUnsafe(
    `INSERT INTO "properties"."StatusChange" ("id", "propertyId", "toStatus", "actorId") SELECT gen_random_uuid(), "id", "standardStatus", "ownerId"::text FROM "properties"."Property"`,
  )
  await client.$executeRawUnsafe(
    `INSERT INTO "properties"."Favorite" ("userId", "propertyId") SELECT ('00000000-0000-7000-8000-' || lpad((row_number() OVER () % 900)::text, 12, '0'))::uuid, "id" FROM "properties"."Property"`,
  )
  // As `signText` does, other bands in each town.
  await client.$executeRawUnsafe(
    `INSERT INTO "properties"."TextSignature" ("propertyId", "version", "minima", "bands")
     SELECT c."id", s."version", s."minima", ARRAY(SELECT band + substring(c."sourceKey" from '[0-9]+$')::int % 40 FROM unnest(s."bands") band)
     FROM "properties"."Property" c JOIN "properties"."Property" p ON p."sourceKey" = regexp_replace(c."sourceKey", '-[0-9]+$', '')
     JOIN "properties"."TextSignature" s ON s."propertyId" = p."id" WHERE c."id" <> p."id"`,
  )
  // What autovacuum does within a minute.
  await client.$executeRawUnsafe('VACUUM ANALYZE')
}
