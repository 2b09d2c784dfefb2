import type { Database } from '@ree-ai/db/database'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { expireListings } from '@ree-ai/properties/listing/expire-listings'
import { createExpiryStore } from '@ree-ai/properties/listing/expiry-store'
import { createProperties } from '@ree-ai/properties/subgraph'
import { port, startSavedSearches } from '@ree-ai/properties/testing/start-saved-searches'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, describe, expect, test, vi } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const patience = { timeout: 30_000 }

describe.skipIf(bin === null)('the work beside requests, on PostgreSQL', () => {
  let server: TestPostgres
  let saved: Awaited<ReturnType<typeof startSavedSearches>>
  let databases: readonly Database[]
  beforeAll(async () => {
    server = await startPostgres(String(bin))
    const open = (registry?: Registry) => openPostgresDatabase({ url: server.url, registry, warn: () => {} })
    saved = await startSavedSearches(({ registry }) => open(registry))
    databases = [await open(), await open()]
  }, 120_000)
  beforeEach(() => saved.reset())
  afterAll(async () => {
    await Promise.all([saved.properties.close(), ...databases.map((database) => database.close())])
    await server.stop()
  })

  /** Runs two replicas, each with connections of its own, until something holds. */
  async function runReplicasUntil(isDone: () => Promise<boolean>): Promise<void> {
    const { router, logger, properties } = saved
    const ending = new AbortController()
    const nowMs = () => properties.clock.nowMs
    const running = databases.map(({ client }) =>
      createProperties({
        client,
        router,
        secrets: properties.secrets,
        logger,
        registry: new Registry(),
        nowMs,
      }).runInBackground?.(ending.signal),
    )
    await vi.waitUntil(isDone, patience)
    ending.abort()
    await Promise.all(running)
  }

  test('two replicas expire 1,200 listings at once: each once, with one audit row, and none that has time left', async () => {
    const { client } = saved.properties.database
    const now = new Date(saved.properties.clock.nowMs)
    await client.$executeRaw`
      INSERT INTO "properties"."Property" ("id", "ownerId", "title", "description", "listingIntent", "propertyType",
        "listPrice", "currency", "standardStatus", "cityKey", "listedAt", "expiresAt")
      SELECT gen_random_uuid(), gen_random_uuid(), 't', 'd', 'FOR_SALE', 'HOUSE', 1, 'EUR', 'ACTIVE', 'calder', ${now}::timestamptz,
        ${now}::timestamptz + CASE WHEN n <= 1200 THEN interval '0' ELSE interval '1 day' END
      FROM generate_series(1, 1300) AS n`
    const before = await client.statusChange.count()
    const expired = await Promise.all(
      databases.map((database) => expireListings(createExpiryStore(database.client), saved.properties.clock.nowMs)),
    )
    expect(expired.reduce((sum, count) => sum + count, 0)).toBe(1200)
    expect(await client.property.count({ where: { standardStatus: 'ACTIVE' } })).toBe(100)
    expect((await client.statusChange.count()) - before).toBe(1200)
    const twice = await client.$queryRaw`
      SELECT "propertyId" FROM "properties"."StatusChange" WHERE "toStatus" = 'EXPIRED' GROUP BY 1 HAVING count(*) > 1`
    expect(twice).toEqual([])
  }, 60_000)

  test('two replicas match 30 new listings and mail about them: each match once, one mail, sent once', async () => {
    const { properties, others } = saved
    const { client } = properties.database
    await saved.save({ filter: port, notify: 'INSTANT' })
    for (let number = 0; number < 30; number += 1) await properties.offer()
    await runReplicasUntil(async () => (await client.savedSearchMatch.count()) === 30)
    properties.clock.nowMs += 120_000
    await runReplicasUntil(async () => (await client.savedSearch.count({ where: { digestAt: null } })) === 1)
    expect(await client.savedSearchMatch.count()).toBe(30)
    expect(others.asked.filter((name) => name === 'SendMail')).toHaveLength(1)
    expect(others.mails[0]?.subject).toBe('30 matches: Flats')
  }, 120_000)

  test('of 6,000 saved searches a new listing is compared with those it may be for, found by an index', async () => {
    const { properties } = saved
    const { client } = properties.database
    await saved.save({ filter: port })
    // Copies of a real one, for 200 cities.
    await client.$executeRaw`
      INSERT INTO "properties"."SavedSearch" SELECT (jsonb_populate_record(s, jsonb_build_object(
        'id', gen_random_uuid(), 'mutationKey', NULL, 'name', 'Copy ' || n, 'userId', gen_random_uuid(),
        'filter', jsonb_build_object('city', jsonb_build_array('city ' || n % 200)),
        'cityKeys', jsonb_build_array('city ' || n % 200)))).*
      FROM "properties"."SavedSearch" s, generate_series(1, 6000) AS n`
    await client.$executeRaw`ANALYZE "properties"."SavedSearch"`
    await properties.offer()
    const read = async () => {
      await client.$executeRaw`SELECT pg_stat_force_next_flush()`
      const [row] = await client.$queryRaw<{ scans: bigint; rows: bigint }[]>`
        SELECT "seq_scan" AS scans, "seq_tup_read" + "idx_tup_fetch" AS rows FROM "pg_stat_user_tables" WHERE "relname" = 'SavedSearch'`
      return { scans: Number(row?.scans), rows: Number(row?.rows) }
    }
    const before = await read()
    await saved.match()
    const after = await read()
    expect(await client.savedSearchMatch.count()).toBe(1)
    expect(after.scans - before.scans).toBe(0)
    expect(after.rows - before.rows).toBeLessThan(20)
  }, 60_000)
})
