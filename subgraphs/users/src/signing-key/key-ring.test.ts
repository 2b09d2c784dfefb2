import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { createLocalJWKSet, decodeProtectedHeader, type JSONWebKeySet, jwtVerify } from 'jose'
import { afterAll, afterEach, beforeAll, expect, test } from 'vitest'
import { createServices, type TokenConfig } from '../services.ts'
import { readViewer, startUsers, type TestUsers } from '../testing/start-users.ts'
import { rotateSigningKey } from './rotate-signing-key.ts'

let database: Database
let users: TestUsers
beforeAll(async () => {
  database = await openTestDatabase()
})
afterEach(async () => {
  await users.close()
  await database.client.user.deleteMany()
  await database.client.signingKey.deleteMany()
})
afterAll(() => database.close())

const start = async (options: Partial<TokenConfig> = {}) => {
  users = await startUsers(options, database)
}

const minuteMs = 60_000
const keyEncryptionSecrets = ['an-example-of-a-secret-for-keys-of-users']
const readKeySet = async () => {
  const { status, body } = await users.get('/.well-known/jwks.json', { isSigned: false })
  expect(status).toBe(200)
  return body as JSONWebKeySet
}
const verify = async (token: string, keySet: JSONWebKeySet) =>
  jwtVerify(token, createLocalJWKSet(keySet), {
    issuer: 'ree-ai-users',
    audience: 'ree-ai-router',
    currentDate: new Date(users.clock.nowMs),
  })

test.each([
  'EdDSA',
  'ES256',
] as const)('signs by %s with a key made at first start and published for all', async (algorithm) => {
  await start({ algorithm, accessTokenMinutes: 5 })
  const { accessToken, user, expiresIn } = await users.register('ada@example.com')
  const keySet = await readKeySet()
  const { payload, protectedHeader } = await verify(accessToken, keySet)
  expect(protectedHeader).toEqual({ alg: algorithm, typ: 'JWT', kid: keySet.keys[0]?.kid })
  const issuedAt = users.clock.nowMs / 1000
  expect(payload).toEqual({
    sub: user.id,
    role: 'USER',
    scope: '',
    sid: readViewer(accessToken).sessionId,
    iss: 'ree-ai-users',
    aud: 'ree-ai-router',
    iat: issuedAt,
    exp: issuedAt + 300,
    jti: expect.stringMatching(/^[0-9a-f-]{36}$/),
  })
  expect(expiresIn).toBe(300)
})

test('publishes no private part of a key', async () => {
  await start()
  const { keys } = await readKeySet()
  expect(keys).toHaveLength(1)
  expect(Object.keys(keys[0] ?? {}).toSorted()).toEqual(['alg', 'crv', 'kid', 'kty', 'use', 'x'])
})

test('replicas that start together make one key', async () => {
  await start()
  const deps = { client: users.database.client, nowMs: () => users.clock.nowMs }
  const replicas = Array.from({ length: 4 }, () =>
    createServices({ algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets }, deps),
  )
  const kids = await Promise.all(replicas.map(async ({ keys }) => (await keys.getCurrent()).kid))
  expect(new Set(kids).size).toBe(1)
  expect(await users.database.client.signingKey.count()).toBe(1)
})

test('a rotation overlaps: the successor is known before it signs, and no token dies before its time', async () => {
  await start()
  const before = await users.register('before@example.com')
  const { keys: keysBefore } = await readKeySet()
  const kid = await rotateSigningKey(users.services, { actorId: 'command' })
  const keySet = await readKeySet()
  expect(new Set(keySet.keys.map((key) => key.kid))).toEqual(new Set([keysBefore[0]?.kid, kid]))

  users.clock.nowMs += 9 * minuteMs
  const during = await users.register('during@example.com')
  expect(decodeProtectedHeader(during.accessToken).kid).toBe(keysBefore[0]?.kid)
  users.clock.nowMs += minuteMs
  const after = await users.register('after@example.com')
  expect(decodeProtectedHeader(after.accessToken).kid).toBe(kid)
  for (const { accessToken } of [before, during, after]) await verify(accessToken, keySet)

  users.clock.nowMs += 58 * minuteMs
  await verify(during.accessToken, await readKeySet())
  users.clock.nowMs += 7 * minuteMs
  expect((await readKeySet()).keys.map((key) => key.kid)).toEqual([kid])
  const where = { action: 'SIGNING_KEY_ROTATED' }
  expect(await users.database.client.auditEvent.count({ where })).toBe(1)
})

test('signs by HS256 with the shared secret, and publishes nothing', async () => {
  const secretKey = 'an-example-of-a-shared-secret-of-40-char'
  await start({ algorithm: 'HS256', secretKey })
  const { accessToken } = await users.register('ada@example.com')
  const { payload } = await jwtVerify(accessToken, new TextEncoder().encode(secretKey), {
    algorithms: ['HS256'],
    currentDate: new Date(users.clock.nowMs),
  })
  expect(payload.aud).toBe('ree-ai-router')
  expect(await readKeySet()).toEqual({ keys: [] })
  expect(await users.database.client.signingKey.count()).toBe(0)
})
