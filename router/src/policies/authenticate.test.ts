import { serviceAudience, serviceIssuer } from '@ree-ai/kit/router-client/service-token'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import { describe, expect, test } from 'vitest'
import { type AuthenticateOptions, authenticate } from './authenticate.ts'
import { createRemoteKeys } from './create-remote-keys.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const nowMs = 1_800_000_000_000
const nowSeconds = nowMs / 1000
const serviceSecret = 'service-'.repeat(5)
const bytes = (text: string) => new TextEncoder().encode(text)

async function createKeys(kid: string, alg = 'EdDSA') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, publicKey, jwk: { ...(await exportJWK(publicKey)), kid, alg, use: 'sig' } as JWK }
}

const key = await createKeys('one')

/** A publisher whose keys, health and clock a test can change. */
function createPublisher(jwks: JWK[]) {
  const publisher = { jwks, isUp: true, fetches: 0, nowMs }
  const transport: Transport = async () => {
    publisher.fetches += 1
    if (!publisher.isUp) throw new Error('connect ECONNREFUSED 10.0.0.9:4001')
    return { status: 200, headers: {}, body: JSON.stringify({ keys: publisher.jwks }) }
  }
  const findKey = createRemoteKeys({ transport, path: '/jwks', logger: quiet, nowMs: () => publisher.nowMs })
  return Object.assign(publisher, { findKey })
}

function create(options: Partial<AuthenticateOptions> = {}) {
  return authenticate({
    issuers: ['ree-ai-users'],
    audience: 'ree-ai-router',
    algorithms: ['EdDSA', 'ES256'],
    findKey: createPublisher([key.jwk]).findKey,
    serviceSecrets: [serviceSecret],
    clockToleranceSeconds: 5,
    endedSessions: { isEnded: (id) => id === 'ended' },
    nowMs: () => nowMs,
    ...options,
  })
}

const userClaims = {
  iss: 'ree-ai-users',
  aud: 'ree-ai-router',
  sub: 'user-1',
  role: 'ADMIN',
  scope: 'users:read users:write',
  sid: 'session-1',
  iat: nowSeconds,
  exp: nowSeconds + 3600,
}
const sign = (claims: object, header: { alg: string; kid?: string }, secret: Parameters<SignJWT['sign']>[0]) =>
  new SignJWT({ ...claims }).setProtectedHeader(header).sign(secret)
const signUser = (claims: object = {}) =>
  sign({ ...userClaims, ...claims }, { alg: 'EdDSA', kid: 'one' }, key.privateKey)

const serviceClaims = {
  iss: serviceIssuer,
  aud: serviceAudience,
  sub: 'service:rag',
  role: 'SERVICE',
  scope: 'properties:sync',
  iat: nowSeconds,
  exp: nowSeconds + 60,
}
const signService = (claims: object = {}, secret = serviceSecret) =>
  sign({ ...serviceClaims, ...claims }, { alg: 'HS256' }, bytes(secret))

const refused = { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } }

describe('authenticate', () => {
  test('nobody is the viewer without a header', async () => {
    expect(await create()(undefined)).toBeNull()
  })

  test('knows the viewer by a good token', async () => {
    expect(await create()(`Bearer ${await signUser()}`)).toEqual({
      id: 'user-1',
      role: 'ADMIN',
      scopes: ['users:read', 'users:write'],
      sessionId: 'session-1',
      expiresAtMs: expect.any(Number),
    })
  })

  test.each([
    ['expired', { exp: nowSeconds - 6 }],
    ['not valid yet', { nbf: nowSeconds + 60 }],
    ['without an end', { exp: undefined }],
    ['of another issuer', { iss: 'somebody' }],
    ['for another audience', { aud: 'another' }],
    ['without a subject', { sub: undefined }],
    ['with a subject no header can carry', { sub: 'a\r\nx-user-role: ADMIN' }],
    ['of an unknown role', { role: 'ROOT' }],
    ['of a service, but signed as a user’s', { role: 'SERVICE' }],
    ['of a session that has ended', { sid: 'ended' }],
  ])('refuses a token %s', async (_reason, claims) => {
    await expect(create()(`Bearer ${await signUser(claims)}`)).rejects.toMatchObject(refused)
  })

  test('allows for clocks that differ by the tolerance', async () => {
    expect(await create()(`Bearer ${await signUser({ exp: nowSeconds - 4 })}`)).toMatchObject({ id: 'user-1' })
  })

  test.each([
    '',
    'Bearer',
    'Bearer ',
    'Basic dXNlcjpwYXNz',
    'Bearer nonsense',
    'Bearer a.b.c',
    `Bearer ${'a'.repeat(9_000)}.a.a`,
  ])('refuses the header %j instead of taking it for anonymous', async (header) => {
    await expect(create()(header)).rejects.toMatchObject(refused)
  })

  test('takes no algorithm from the token: neither none, nor a public key as a shared secret', async () => {
    const unsigned = `${Buffer.from('{"alg":"none"}').toString('base64url')}.${Buffer.from(JSON.stringify(userClaims)).toString('base64url')}.AA`
    await expect(create()(`Bearer ${unsigned}`)).rejects.toMatchObject(refused)
    const confused = await sign(userClaims, { alg: 'HS256', kid: 'one' }, bytes(await exportSPKI(key.publicKey)))
    await expect(create()(`Bearer ${confused}`)).rejects.toMatchObject(refused)
  })

  test('refuses a token signed by the services’ key that claims to be a user’s', async () => {
    await expect(create()(`Bearer ${await signService({ ...userClaims })}`)).rejects.toMatchObject(refused)
  })

  test('accepts HS256 by the shared key where it is configured, and nothing else then', async () => {
    const secretKey = 'k'.repeat(32)
    const check = create({ algorithms: ['HS256'], secretKey })
    expect(await check(`Bearer ${await sign(userClaims, { alg: 'HS256' }, bytes(secretKey))}`)).toMatchObject({
      id: 'user-1',
    })
    await expect(check(`Bearer ${await signUser()}`)).rejects.toMatchObject(refused)
    await expect(
      check(`Bearer ${await sign(userClaims, { alg: 'HS256' }, bytes('x'.repeat(32)))}`),
    ).rejects.toMatchObject(refused)
    expect(() => create({ algorithms: ['HS256'], secretKey: 'short' })).toThrow('32')
  })
})

describe('services', () => {
  test('are known by their own short token, with either key of a rotation', async () => {
    const check = create({ serviceSecrets: ['new-key-'.repeat(4), serviceSecret] })
    expect(await check(`Bearer ${await signService()}`)).toEqual({
      id: 'service:rag',
      role: 'SERVICE',
      scopes: ['properties:sync'],
      sessionId: null,
      expiresAtMs: expect.any(Number),
    })
    expect(await check(`Bearer ${await signService({}, 'new-key-'.repeat(4))}`)).toMatchObject({ role: 'SERVICE' })
  })

  test.each([
    ['lives longer than two minutes', { exp: nowSeconds + 121 }],
    ['is older than two minutes', { iat: nowSeconds - 200, exp: nowSeconds - 80 }],
    ['does not say when it was made', { iat: undefined }],
    ['is for another audience', { aud: 'another' }],
    ['claims to be an administrator', { role: 'ADMIN' }],
  ])('are refused when the token %s', async (_reason, claims) => {
    await expect(create()(`Bearer ${await signService(claims)}`)).rejects.toMatchObject(refused)
  })

  test('cannot be played by a user’s key', async () => {
    const token = await sign(serviceClaims, { alg: 'EdDSA', kid: 'one' }, key.privateKey)
    await expect(create()(`Bearer ${token}`)).rejects.toMatchObject(refused)
  })
})

describe('published keys', () => {
  test('a rotated key works without a restart', async () => {
    const publisher = createPublisher([key.jwk])
    const check = create({ findKey: publisher.findKey })
    await check(`Bearer ${await signUser()}`)
    const rotated = await createKeys('two', 'ES256')
    publisher.jwks = [key.jwk, rotated.jwk]
    publisher.nowMs += 5_000
    const token = await sign(userClaims, { alg: 'ES256', kid: 'two' }, rotated.privateKey)
    expect(await check(`Bearer ${token}`)).toMatchObject({ id: 'user-1' })
    expect(await check(`Bearer ${await signUser()}`)).toMatchObject({ id: 'user-1' })
    expect(publisher.fetches).toBe(2)
  })

  test('made-up key ids do not make it ask again and again', async () => {
    const publisher = createPublisher([key.jwk])
    const check = create({ findKey: publisher.findKey })
    const forged = await sign(userClaims, { alg: 'EdDSA', kid: 'made-up' }, key.privateKey)
    const answers = await Promise.allSettled(Array.from({ length: 50 }, () => check(`Bearer ${forged}`)))
    expect(answers.every(({ status }) => status === 'rejected')).toBe(true)
    expect(publisher.fetches).toBe(1)
  })

  test('the last keys serve while the publisher is away; without any it is 503, not 401', async () => {
    const publisher = createPublisher([key.jwk])
    publisher.isUp = false
    const check = create({ findKey: publisher.findKey })
    const token = `Bearer ${await signUser()}`
    const error = await check(token).catch((reason) => reason)
    expect(error).toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } } })
    expect(error.message).not.toContain('10.0.0.9')

    publisher.isUp = true
    publisher.nowMs += 5_000
    await check(token)
    publisher.isUp = false
    publisher.nowMs += 30 * 60_000
    expect(await check(token)).toMatchObject({ id: 'user-1' })
    publisher.nowMs += 60 * 60_000
    await expect(check(token)).rejects.toMatchObject({ extensions: { code: 'SERVICE_UNAVAILABLE' } })
  })
})
