import type { Database } from '@ree-ai/db/database'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { eraseDueAccounts } from '@ree-ai/users/erasure/erase-due-accounts'
import {
  type AuthPayload,
  goodPassword,
  readViewer,
  startUsers,
  type TestUsers,
} from '@ree-ai/users/testing/start-users'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const accountsTotal = 20_000
const eventsTotal = 200_000
/** Tables that grow with the platform: none is read from end to end while somebody waits. */
const bigTables = ['User', 'Session', 'RefreshToken', 'AuditEvent', 'SignInThrottle', 'Mail', 'AccountToken']
const page = '{ pageInfo { hasNextPage endCursor } edges { cursor node { id at action user { id } actor { id } } } }'

describe.skipIf(bin === null)(`with ${accountsTotal} accounts and ${eventsTotal} events on a PostgreSQL server`, () => {
  let postgres: TestPostgres
  let database: Database
  let users: TestUsers
  let person: AuthPayload
  let admin: AuthPayload
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    // One connection: what it read is known as soon as it was asked for.
    database = await openPostgresDatabase({ url: postgres.url, connections: 1, warn: () => {} })
    users = await startUsers({}, database)
    person = await users.register('person@example.com')
    admin = await users.register('admin@example.com')
    await database.client.user.update({ where: { id: admin.user.id }, data: { role: 'ADMIN' } })
    admin = await users.authenticate('refreshToken', { refreshToken: admin.refreshToken })
    await fill(database)
  }, 240_000)
  afterAll(async () => {
    await users?.close()
    await database?.close()
    await postgres?.stop()
  })

  const as = ({ accessToken }: AuthPayload) => ({ viewer: readViewer(accessToken) })
  /** How often each big table was read from end to end so far. */
  async function countScans(): Promise<Readonly<Record<string, number>>> {
    await database.client.$queryRaw`SELECT pg_stat_force_next_flush()::text`
    const rows = await database.client.$queryRaw<{ table: string; scans: number }[]>`
      SELECT relname::text AS "table", seq_scan::int AS "scans" FROM pg_stat_user_tables
      WHERE schemaname = 'users' AND relname = ANY(${bigTables}::text[])`
    return Object.fromEntries(rows.map(({ table, scans }) => [table, scans]))
  }

  test.each([
    ['all events, newest first', '{}'],
    ['events of a person', '{ userId: "00000000-0000-7000-8000-000000000007" }'],
    ['what a person did', '{ actorId: "00000000-0000-7000-8000-000000000007" }'],
    ['what a command did', '{ actorId: "command" }'],
    ['what came from a network address', '{ address: "10.0.0.7" }'],
    ['what came from an address that never did anything', '{ address: "192.0.2.99" }'],
    ['events of a kind', '{ actions: [ROLE_CHANGED] }'],
    ['events of a time', '{ since: "2026-01-01T00:00:00Z", until: "2026-01-01T01:00:00Z" }'],
    [
      'failures from an address at a time',
      '{ address: "10.0.0.7", actions: [SIGN_IN_FAILED], since: "2026-01-01T00:00:00Z" }',
    ],
  ])('the audit trail is not read from end to end for %s, on the first page and the next', async (_, filter) => {
    const query = `query ($after: String) { events: auditEvents(filter: ${filter}, first: 20, after: $after) ${page} }`
    const before = await countScans()
    let after: string | null = null
    for (let read = 0; read < 2; read += 1) {
      const { data, errors } = await users.ask(query, { after }, as(admin))
      expect(errors).toBeUndefined()
      after = (data as unknown as { events: { pageInfo: { endCursor: string | null } } }).events.pageInfo.endCursor
    }
    expect(await countScans()).toEqual(before)
  })

  test('no big table is read from end to end while a person signs in, goes on, looks, and signs out', async () => {
    const before = await countScans()
    await users.authenticate('login', { email: 'person@example.com', password: 'a-wild-guess' }).catch(() => {})
    await users.authenticate('login', { email: 'nobody@example.com', password: 'a-wild-guess' }).catch(() => {})
    const signedIn = await users.authenticate('login', { email: 'PERSON@example.com', password: goodPassword })
    const next = await users.authenticate('refreshToken', { refreshToken: signedIn.refreshToken })
    const query = `{ me { email sessions { id } } securityEvents(first: 20) ${page} }`
    expect((await users.ask(query, {}, as(next))).errors).toBeUndefined()
    await users.ask('mutation { requestPasswordReset(input: { email: "person@example.com" }) }')
    await users.background.settle()
    expect(
      await database.client.accountToken.count({ where: { userId: person.user.id, purpose: 'RESET_PASSWORD' } }),
    ).toBe(1)
    expect((await users.get('/ended-sessions')).status).toBe(200)
    expect((await users.ask('mutation { logout(input: { everywhere: true }) }', {}, as(next))).errors).toBeUndefined()
    expect(await countScans()).toEqual(before)
  })

  test('no big table is read from end to end for a page of accounts', async () => {
    const before = await countScans()
    for (const given of ['first: 20', 'first: 20, filter: { role: ADMIN }', 'first: 20, filter: { isActive: false }']) {
      const { data, errors } = await users.ask(`{ users(${given}) { edges { node { id } } } }`, {}, as(admin))
      expect([errors, data]).toEqual([undefined, expect.anything()])
    }
    expect(await countScans()).toEqual(before)
  })

  test('the trail is not read from end to end to erase a person', async () => {
    const gone = await users.register('gone@example.com')
    const input = { input: { currentPassword: goodPassword } }
    const ask = 'mutation ($input: RequestErasureInput!) { requestErasure(input: $input) { id } }'
    expect((await users.ask(ask, input, as(gone))).errors).toBeUndefined()
    users.clock.nowMs += 14 * 24 * 60 * 60_000
    const before = await countScans()
    await eraseDueAccounts(users.services)
    users.clock.nowMs += 2 * 60 * 60_000
    expect(await eraseDueAccounts(users.services)).toBe(1)
    expect(await countScans()).toEqual(before)
    expect(await database.client.user.count({ where: { id: gone.user.id } })).toBe(0)
  })
})

/** Many accounts with a session each, and many events of all kinds, made in SQL. */
async function fill({ client }: Database): Promise<void> {
  await client.$executeRaw`
    INSERT INTO "users"."User" ("id", "email", "passwordHash", "createdAt", "updatedAt", "isActive")
    SELECT format('00000000-0000-7000-8000-%s', lpad(n::text, 12, '0'))::uuid, format('many%s@example.com', n), '!',
      '2026-01-01'::timestamptz + n * interval '1 second', now(), n % 500 <> 0
    FROM generate_series(1, ${accountsTotal}::int) n`
  await client.$executeRaw`
    INSERT INTO "users"."Session" ("id", "userId", "expiresAt", "endedAt", "endReason")
    SELECT gen_random_uuid(), "id", now() + interval '30 days', CASE WHEN random() < 0.5 THEN '2026-01-01'::timestamptz END, 'SIGNED_OUT'
    FROM "users"."User"`
  await client.$executeRaw`
    INSERT INTO "users"."RefreshToken" ("id", "sessionId", "tokenHash")
    SELECT gen_random_uuid(), "id", md5("id"::text) FROM "users"."Session"`
  await client.$executeRaw`
    INSERT INTO "users"."SignInThrottle" ("key", "attempts", "lastAttemptAt")
    SELECT encode(sha256(n::text::bytea), 'base64'), 1, now() FROM generate_series(1, ${accountsTotal}::int) n`
  await client.$executeRaw`
    INSERT INTO "users"."Mail" ("id", "userId", "recipient", "subject", "text", "sentAt")
    SELECT gen_random_uuid(), "id", "email", 'Subject', '', now() FROM "users"."User"`
  await client.$executeRaw`
    INSERT INTO "users"."AccountToken" ("id", "userId", "purpose", "tokenHash", "email", "expiresAt")
    SELECT gen_random_uuid(), "id", 'VERIFY_EMAIL', md5("id"::text), "email", now() + interval '1 day' FROM "users"."User"`
  await client.$executeRaw`
    INSERT INTO "users"."AuditEvent" ("id", "at", "action", "userId", "actorId", "address", "detail")
    SELECT gen_random_uuid(), '2025-10-01'::timestamptz + n * interval '1 minute',
      (ARRAY['SIGNED_IN', 'SIGN_IN_FAILED', 'SIGNED_OUT'])[1 + n % 3], "who", CASE WHEN n % 3 = 1 THEN NULL ELSE "who"::text END,
      format('10.0.%s.%s', n / 250 % 250, n % 250), jsonb_build_object('account', md5((n % ${accountsTotal}::int)::text))
    FROM generate_series(1, ${eventsTotal}::int) n,
      LATERAL (SELECT format('00000000-0000-7000-8000-%s', lpad((1 + n % ${accountsTotal}::int)::text, 12, '0'))::uuid AS "who") w`
  for (const table of bigTables) await client.$executeRawUnsafe(`VACUUM ANALYZE "users"."${table}"`)
}
