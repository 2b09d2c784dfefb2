import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createServices, type TokenConfig } from '../services.ts'
import { goodPassword, startUsers, type TestUsers } from '../testing/start-users.ts'
import { createKeyCipher } from './create-key-cipher.ts'
import { maintainSigningKeys } from './maintain-signing-keys.ts'
import { observeSigningKey } from './observe-signing-key.ts'

let database: Database
let users: TestUsers
beforeAll(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  await users.close()
  await database.client.user.deleteMany()
  await database.client.signingKey.deleteMany()
  await database.client.auditEvent.deleteMany()
})
afterAll(() => database.close())

const dayMs = 24 * 60 * 60 * 1000
const secrets = ['an-earlier-secret-for-the-keys-of-users', 'a-later-secret-for-the-keys-of-the-users'] as const
const start = async (options: Partial<TokenConfig> = {}) => {
  users = await startUsers({ keyEncryptionSecrets: [secrets[0]], ...options }, database)
}
const createReplica = (options: Partial<TokenConfig> = {}) =>
  createServices(
    { algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets: [secrets[0]], ...options },
    { client: database.client, nowMs: () => users.clock.nowMs, bcryptCost: 4 },
  )
const logIn = () => users.authenticate('login', { email: 'ada@example.com', password: goodPassword })
const verify = async (token: string) => {
  const { body } = await users.get('/.well-known/jwks.json', { isSigned: false })
  return jwtVerify(token, createLocalJWKSet(body as JSONWebKeySet), { currentDate: new Date(users.clock.nowMs) })
}
const count = (action: string) => database.client.auditEvent.count({ where: { action } })

test('nobody who reads the database can sign: private keys are stored encrypted', async () => {
  await start()
  await users.register('ada@example.com')
  const [row] = await database.client.signingKey.findMany()
  expect(row?.privateJwk).toEqual({ jwe: expect.stringMatching(/^[\w-]+\.\.[\w-]+\.[\w-]+\.[\w-]+$/) })
  expect(JSON.stringify(row)).not.toContain('"d"')
})

test('a key stored readable by an earlier version signs on, and is encrypted once, whichever replicas look', async () => {
  await start()
  const { accessToken } = await users.register('ada@example.com')
  const row = await database.client.signingKey.findFirstOrThrow()
  const cipher = createKeyCipher([secrets[0]])
  const readable = await cipher.open(row.privateJwk as Record<string, unknown>, row.kid)
  await database.client.signingKey.update({ where: { kid: row.kid }, data: { privateJwk: { ...readable } as never } })

  const replicas = Array.from({ length: 4 }, () => createReplica())
  expect((await replicas[0]?.keys.getCurrent())?.kid).toBe(row.kid)
  await Promise.all(replicas.map((services) => maintainSigningKeys(services)))
  const after = await database.client.signingKey.findFirstOrThrow()
  expect(cipher.isCurrent(after.privateJwk as Record<string, unknown>)).toBe(true)
  expect(await cipher.open(after.privateJwk as Record<string, unknown>, row.kid)).toEqual(readable)
  expect(await count('SIGNING_KEY_ENCRYPTED')).toBe(1)
  await verify(accessToken)
  expect((await createReplica().keys.getCurrent()).kid).toBe(row.kid)
})

test('a new secret takes over from the old one, which is needed no more afterwards', async () => {
  await start()
  await users.register('ada@example.com')
  await maintainSigningKeys(createReplica({ keyEncryptionSecrets: [secrets[1], secrets[0]] }))
  await createReplica({ keyEncryptionSecrets: [secrets[1]] }).keys.getCurrent()
  await expect(createReplica().keys.getCurrent()).rejects.toThrow('KEY_ENCRYPTION_SECRET does not hold')
})

test('a key of 90 days gets one successor from any number of replicas, and nobody is signed out', async () => {
  await start()
  const before = await users.register('ada@example.com')
  const kid = decodeProtectedHeader(before.accessToken).kid
  users.clock.nowMs += 90 * dayMs - 1
  await maintainSigningKeys(createReplica())
  expect(await database.client.signingKey.count()).toBe(1)

  const young = await logIn()
  users.clock.nowMs += 1
  await Promise.all(Array.from({ length: 6 }, () => maintainSigningKeys(createReplica())))
  await maintainSigningKeys(createReplica())
  expect(await database.client.signingKey.count()).toBe(2)
  expect(await count('SIGNING_KEY_ROTATED')).toBe(1)

  // Published before it signs, and the old one as long as its tokens live.
  const during = await logIn()
  expect(decodeProtectedHeader(during.accessToken).kid).toBe(kid)
  users.clock.nowMs += 11 * 60_000
  const after = await logIn()
  expect(decodeProtectedHeader(after.accessToken).kid).not.toBe(kid)
  for (const { accessToken } of [young, during, after]) await verify(accessToken)
})

test('JWT_KEY_MAX_AGE_DAYS decides the age, and each key has its own', async () => {
  await start({ keyMaxAgeDays: 7 })
  await users.register('ada@example.com')
  const replica = createReplica({ keyMaxAgeDays: 7 })
  for (let day = 0; day < 22; day += 1) {
    users.clock.nowMs += dayMs
    await maintainSigningKeys(replica)
  }
  expect(await count('SIGNING_KEY_ROTATED')).toBe(3)
})

test('with a shared secret there is nothing to look after', async () => {
  await start({ algorithm: 'HS256', secretKey: 'c'.repeat(32) })
  await maintainSigningKeys(createReplica({ algorithm: 'HS256', secretKey: 'c'.repeat(32) }))
  expect(await database.client.signingKey.count()).toBe(0)
})

test('metrics tell the age of the key that signs, and the age at which it is replaced', async () => {
  await start()
  const { accessToken } = await users.register('ada@example.com')
  users.clock.nowMs += 3 * dayMs
  const registry = new Registry()
  const services = createReplica()
  const { keyPolicy, keys, nowMs } = services
  if (keyPolicy === null) throw new Error('there are keys')
  observeSigningKey(registry, { keyPolicy, keys, nowMs })
  const { kid } = decodeProtectedHeader(accessToken)
  const text = await registry.metrics()
  expect(text).toContain(`users_signing_key_age_seconds{kid="${kid}"} ${3 * 86_400}\n`)
  expect(text).toContain(`users_signing_key_max_age_seconds ${90 * 86_400}\n`)
  await database.client.signingKey.updateMany({ data: { retiredAt: new Date(0) } })
})
