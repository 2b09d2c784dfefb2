import { createServices } from '@ree-ai/users/services'
import { startUsers, type TestUsers } from '@ree-ai/users/testing/start-users'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { readKeysCommand, runKeys } from './run-keys.ts'

let users: TestUsers
beforeAll(async () => {
  users = await startUsers()
})
afterAll(() => users.close())

const run = (words: string, services = users.services) =>
  runKeys(readKeysCommand(words.split(' ')), { services, place: 'the test' })
const sign = async (email: string) => decodeProtectedHeader((await users.register(email)).accessToken).kid

test('lists no key before the service has started', async () => {
  expect(await run('list')).toContain('There is no key in the test yet')
})

test('rotates: the new key signs ten minutes later, the old one stays published, and both are listed', async () => {
  const old = await sign('before@example.com')
  expect(await run('list')).toBe(`Keys in the test:\n  ${old}  EdDSA  signs, published, 0 days old, encrypted`)
  users.clock.nowMs += 2 * 86_400_000
  const [kid] = (await run('rotate')).split(' ')
  const listed = await run('list')
  expect(listed).toMatch(new RegExp(`${old} {2}EdDSA {2}signs, until .*, published, 2 days old, encrypted`))
  expect(listed).toContain(`${kid}  EdDSA  signs next, published, 0 days old, encrypted`)
  users.clock.nowMs += 10 * 60_000
  expect(await sign('after@example.com')).toBe(kid)
  expect(await run('list')).toContain(`${old}  EdDSA  signs no more, published`)
  const where = { action: 'SIGNING_KEY_ROTATED', actorId: 'command' }
  expect(await users.database.client.auditEvent.count({ where })).toBe(1)
})

test('--now lets the new key sign within a minute, also when the old one cannot be decrypted any more', async () => {
  const { client } = users.database
  const nowMs = () => users.clock.nowMs
  const config = { algorithm: 'EdDSA', accessTokenMinutes: 60 } as const
  const services = createServices(
    { ...config, keyEncryptionSecrets: ['another-secret-than-before'.repeat(2)] },
    { client, nowMs },
  )
  await expect(services.keys.getCurrent()).rejects.toThrow('KEY_ENCRYPTION_SECRET does not hold')
  const [kid] = (await run('rotate --now', services)).split(' ')
  users.clock.nowMs += 60_000
  expect((await services.keys.getCurrent()).kid).toBe(kid)
})

test('with a shared secret there are no keys', async () => {
  const config = {
    algorithm: 'HS256',
    secretKey: 'c'.repeat(32),
    accessTokenMinutes: 60,
    keyEncryptionSecrets: [],
  } as const
  const services = createServices(config, { client: users.database.client, nowMs: Date.now })
  for (const words of ['list', 'rotate']) expect(await run(words, services)).toContain('there are no keys')
})

test.each(['', 'rotate now', 'list --now', 'remove'])('shows how it is used for the words "%s"', (words) => {
  expect(() => readKeysCommand(words.split(' ').filter(Boolean))).toThrow('npm run keys -- COMMAND')
})
