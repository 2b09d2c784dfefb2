import { execFile } from 'node:child_process'
import { fileURLToPath } from 'node:url'
import { promisify } from 'node:util'
import type { Database } from '@ree-ai/db/database'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { createServices, type Services } from '@ree-ai/users/services'
import { signIn } from '@ree-ai/users/session/sign-in'
import { maintainSigningKeys } from '@ree-ai/users/signing-key/maintain-signing-keys'
import { accountRule, networkRule, pairRule } from '@ree-ai/users/throttle/throttle'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { findPostgres, startPostgres, type TestPostgres } from './start-postgres.ts'

const bin = findPostgres()
const execFileAsync = promisify(execFile)
const root = fileURLToPath(new URL('../..', import.meta.url))

describe.skipIf(bin === null)('three replicas of the users service on one PostgreSQL server', () => {
  let postgres: TestPostgres
  let databases: readonly Database[]
  let replicas: readonly Services[]
  const clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  beforeAll(async () => {
    postgres = await startPostgres(bin ?? '')
    const options = { url: postgres.url, connections: 8, warn: () => {} }
    databases = [
      await openPostgresDatabase(options),
      await openPostgresDatabase(options),
      await openPostgresDatabase(options),
    ]
    const config = { algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets: ['k'.repeat(32)] } as const
    replicas = databases.map(({ client }) =>
      createServices(config, { client, nowMs: () => clock.nowMs, bcryptCost: 4 }),
    )
  })
  afterAll(async () => {
    await Promise.all(databases.map((database) => database.close()))
    await postgres.stop()
  })

  const countAllowed = async (attempts: readonly { readonly email: string; readonly clientAddress: string }[]) => {
    const results = await Promise.allSettled(
      attempts.map((attempt, index) => replicas[index % replicas.length]?.throttle.begin(attempt)),
    )
    for (const result of results)
      if (result.status === 'rejected') expect(result.reason.extensions.code).toBe('ACCOUNT_LOCKED')
    return results.filter(({ status }) => status === 'fulfilled').length
  }
  const network = (index: number) => `10.1.${Math.floor(index / 250)}.${(index % 250) + 1}`
  const of = <Item>(count: number, make: (index: number) => Item) =>
    Array.from({ length: count }, (_, index) => make(index))

  test('the administrator’s command works on the server while replicas run, and each of them knows the account', async () => {
    const run = (...words: readonly string[]) =>
      execFileAsync(process.execPath, ['--import', 'tsx', 'router/scripts/admin.ts', ...words], {
        cwd: root,
        env: { ...process.env, DATABASE_URL: postgres.url, KEY_ENCRYPTION_SECRET: 'k'.repeat(32) },
      })
    const { stdout, stderr } = await run('create', 'root@example.com')
    expect(stderr).toBe('')
    const [, password = ''] = /^Password: (\S{20})$/m.exec(stdout) ?? []
    const signedIn = await Promise.all(
      replicas.map((services) =>
        signIn(services, { email: 'root@example.com', password }, { clientAddress: '192.0.2.9', viewer: null }),
      ),
    )
    expect(signedIn.map(({ account }) => account.role)).toEqual(['ADMIN', 'ADMIN', 'ADMIN'])
    expect((await run('list')).stdout).toContain('root@example.com')
    expect(stdout + (await run('list')).stdout).not.toContain(new URL(postgres.url).password || 'postgresql://')
  })

  test('of many attempts at once exactly 5 get through for an account and a network', async () => {
    const attempts = of(90, () => ({ email: 'burst@example.com', clientAddress: '192.0.2.1' }))
    expect(await countAllowed(attempts)).toBe(pairRule.firstAttempts)
    clock.nowMs += 60_000
    expect(await countAllowed(attempts)).toBe(pairRule.furtherAttempts)
    expect(await countAllowed(attempts)).toBe(0)
  })

  test('of many attempts at once from many networks exactly 50 get through for an account', async () => {
    const attempts = of(150, (index) => ({ email: 'swarm@example.com', clientAddress: network(index) }))
    expect(await countAllowed(attempts)).toBe(accountRule.firstAttempts)
  })

  test('of many attempts at once on many accounts exactly 30 get through from a network', async () => {
    const attempts = of(120, (index) => ({ email: `spray-${index}@example.com`, clientAddress: '192.0.2.3' }))
    expect(await countAllowed(attempts)).toBe(networkRule.firstAttempts)
  })

  test('successes among many attempts at once leave exactly the failures counted', async () => {
    // 20 people of one office fail once while 200 others of it sign in.
    const office = '192.0.2.4'
    const signIn = async (index: number, isRight: boolean) => {
      const attempt = await replicas[index % replicas.length]?.throttle.begin({
        email: `office-${isRight}-${index}@example.com`,
        clientAddress: office,
      })
      if (isRight) await attempt?.succeed()
    }
    for (let round = 0; round < 20; round += 1) {
      await signIn(round, false)
      await Promise.all(of(8, (index) => signIn(round * 8 + index, true)))
    }
    const left = of(40, (index) => ({ email: `rest-${index}@example.com`, clientAddress: office }))
    expect(await countAllowed(left)).toBe(networkRule.firstAttempts - 20)
  })

  test('a key that is due gets one successor, however many look at once', async () => {
    await replicas[0]?.keys.getCurrent()
    clock.nowMs += 90 * 24 * 60 * 60 * 1000
    await Promise.all(
      of(12, (index) => replicas[index % 3] ?? Promise.reject()).map(async (services) =>
        maintainSigningKeys(await services),
      ),
    )
    const client = databases[0]?.client
    expect(await client?.signingKey.count()).toBe(2)
    expect(await client?.auditEvent.count({ where: { action: 'SIGNING_KEY_ROTATED' } })).toBe(1)
  })
})
