import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { afterAll, beforeAll, expect, test, vi } from 'vitest'
import { createUsers } from './subgraph.ts'
import { goodPassword, readViewer, startUsers, type TestUsers } from './testing/start-users.ts'

const dayMs = 24 * 60 * 60_000
let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

test('a service that runs replaces an old key, erases who is due, tidies up and sends mail, without being asked', async () => {
  const { client } = users.database
  await users.register('lapsed@example.com')
  const { user, accessToken } = await users.register('leaving@example.com')
  const asked = await users.ask(
    'mutation ($input: RequestErasureInput!) { requestErasure(input: $input) { id } }',
    { input: { currentPassword: goodPassword } },
    { viewer: readViewer(accessToken) },
  )
  expect(asked.errors).toBeUndefined()
  expect(await client.signingKey.count()).toBe(1)
  users.clock.nowMs += 90 * dayMs

  const sent: string[] = []
  const mailer = {
    async send({ subject }: { readonly subject: string }) {
      sent.push(subject)
      return { outcome: 'SENT' } as const
    },
  }
  const config = {
    algorithm: 'EdDSA',
    accessTokenMinutes: 60,
    keyEncryptionSecrets: ['an-example-of-a-secret-for-keys-of-users'],
  } as const
  const subgraph = createUsers(config, {
    client,
    mailer,
    secrets: ['an-example-of-a-secret-of-the-router'],
    logger: createLogger('users', 'silent'),
    nowMs: () => users.clock.nowMs,
    bcryptCost: 4,
  })
  const stop = new AbortController()
  const running = subgraph.runInBackground?.(stop.signal)
  await vi.waitFor(async () => {
    expect(await client.signingKey.count()).toBe(2)
    expect(await client.user.count({ where: { id: user.id } })).toBe(0)
    expect(await client.session.count()).toBe(0)
    expect(sent).toContain('Your account was erased')
  }, 20_000)
  stop.abort()
  await running
})
