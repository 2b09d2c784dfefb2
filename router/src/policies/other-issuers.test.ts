import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import { serviceIssuer } from '@ree-ai/kit/router-client/service-token'
import { exportJWK, generateKeyPair, type JWK, SignJWT } from 'jose'
import { afterAll, describe, expect, test } from 'vitest'
import { configSchema } from '../config.ts'
import { createMemoryBudgets } from '../store/create-memory-budgets.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { createPolicies } from './index.ts'

const closes: (() => void)[] = []
afterAll(() => {
  for (const close of closes) close()
})

async function listen(handle: RequestListener): Promise<string> {
  const server = createServer(handle)
  closes.push(() => void server.close().closeAllConnections())
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  return `http://127.0.0.1:${(server.address() as AddressInfo).port}`
}

async function createKey(kid: string, alg = 'ES256') {
  const { privateKey, publicKey } = await generateKeyPair(alg, { extractable: true })
  return { kid, alg, privateKey, jwk: { ...(await exportJWK(publicKey)), kid, alg } as JWK }
}
type Key = Awaited<ReturnType<typeof createKey>>

/** An identity provider that publishes its keys over HTTP. */
async function startIssuer(...keys: Key[]) {
  const issuer = { keys, requests: 0, respond: null as RequestListener | null, url: '' }
  issuer.url = await listen((request, response) => {
    issuer.requests += 1
    if (issuer.respond !== null) return issuer.respond(request, response)
    response.end(JSON.stringify({ keys: issuer.keys.map(({ jwk }) => jwk) }))
  })
  return issuer
}

const clock = { nowMs: 1_800_000_000_000 }
const warnings: unknown[] = []

function create(others: readonly object[], environment: Record<string, string> = {}) {
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: 's'.repeat(32),
    JWT_OTHER_ISSUERS: JSON.stringify(others),
    ...environment,
  })
  return createPolicies(config, {
    keysTransport: async () => ({ status: 200, headers: {}, body: JSON.stringify({ keys: [own.jwk] }) }),
    endedSessions: { isEnded: () => false },
    counters: createMemoryCounters(),
    budgets: createMemoryBudgets({ nowMs: () => clock.nowMs }),
    logger: { debug() {}, info() {}, warn: (details) => void warnings.push(details), error() {} },
    nowMs: () => clock.nowMs,
  }).authenticate
}

const own = await createKey('one')
const sign = (key: Key, claims: object) =>
  new SignJWT({ sub: 'u1', aud: 'ree-ai-router', exp: clock.nowMs / 1_000 + 600, ...claims })
    .setProtectedHeader({ alg: key.alg, kid: key.kid })
    .sign(key.privateKey)
const refused = { extensions: { code: 'UNAUTHENTICATED' } }
const acme = 'https://id.acme.example/'
const globex = 'https://globex.example'

describe('tokens of several issuers', () => {
  test('name viewers that no two issuers share', async () => {
    const [first, second] = [await startIssuer(await createKey('a')), await startIssuer(await createKey('b', 'RS256'))]
    const check = create([
      { issuer: acme, jwksUrl: `${first.url}/jwks?tenant=1` },
      { issuer: globex, jwksUrl: second.url, audience: 'globex-app', algorithms: ['RS256'] },
    ])
    const [a, b] = [first.keys[0] as Key, second.keys[0] as Key]
    const ids = await Promise.all([
      check(`Bearer ${await sign(own, { iss: 'ree-ai-users' })}`),
      check(`Bearer ${await sign(a, { iss: acme })}`),
      check(`Bearer ${await sign(b, { iss: globex, aud: 'globex-app' })}`),
    ])
    expect(ids.map((viewer) => viewer?.id)).toEqual(['u1', `${acme}|u1`, `${globex}|u1`])
    await expect(check(`Bearer ${await sign(b, { iss: globex })}`)).rejects.toMatchObject(refused)
  })

  test('are checked with their own issuer’s keys only, though key ids are the same', async () => {
    const [first, second] = [await startIssuer(await createKey('one')), await startIssuer(await createKey('one'))]
    const check = create([
      { issuer: acme, jwksUrl: first.url },
      { issuer: globex, jwksUrl: second.url },
    ])
    const [a, b] = [first.keys[0] as Key, second.keys[0] as Key]
    expect(await check(`Bearer ${await sign(a, { iss: acme })}`)).toMatchObject({ id: `${acme}|u1` })
    for (const [key, iss] of [
      [a, globex],
      [b, acme],
      [a, 'ree-ai-users'],
      [own, acme],
      [a, serviceIssuer],
      [a, 'https://unknown.example'],
    ] as const)
      await expect(check(`Bearer ${await sign(key, { iss, role: 'ADMIN' })}`)).rejects.toMatchObject(refused)
  })

  test('make nobody more than their settings say: no administrator, no service, no scope', async () => {
    const issuer = await startIssuer(await createKey('a'))
    const key = issuer.keys[0] as Key
    const plain = create([{ issuer: acme, jwksUrl: issuer.url }])
    for (const role of ['ADMIN', 'SERVICE', 'AGENT', 'USER', '__proto__', 5, ['ADMIN']])
      expect(
        await plain(`Bearer ${await sign(key, { iss: acme, role, scope: 'users:write', sid: 's1' })}`),
      ).toMatchObject({
        role: 'USER',
        scopes: [],
        sessionId: null,
      })
    const mapped = create([
      { issuer: acme, jwksUrl: issuer.url, roles: { broker: 'AGENT' }, scopes: ['properties:read'] },
    ])
    const token = await sign(key, { iss: acme, role: 'broker', scope: 'openid properties:read users:write' })
    expect(await mapped(`Bearer ${token}`)).toMatchObject({ role: 'AGENT', scopes: ['properties:read'] })
    expect(() => create([{ issuer: acme, jwksUrl: issuer.url, roles: { root: 'ADMIN' } }])).toThrow('JWT_OTHER_ISSUERS')
  })

  test('go on while keys change, without a restart', async () => {
    const issuer = await startIssuer(await createKey('a'))
    const check = create([{ issuer: acme, jwksUrl: issuer.url }])
    const before = `Bearer ${await sign(issuer.keys[0] as Key, { iss: acme })}`
    await check(before)
    const successor = await createKey('b', 'EdDSA')
    issuer.keys.push(successor)
    clock.nowMs += 5_000
    expect(await check(`Bearer ${await sign(successor, { iss: acme })}`)).toMatchObject({ id: `${acme}|u1` })
    expect(await check(before)).toMatchObject({ id: `${acme}|u1` })
    const madeUp = await createKey('made-up')
    const forged = `Bearer ${await sign(madeUp, { iss: acme })}`
    await Promise.allSettled(Array.from({ length: 50 }, () => check(forged)))
    expect(issuer.requests).toBe(2)
    // The old key is withdrawn.
    issuer.keys.shift()
    clock.nowMs += 10 * 60_000 + 1
    await expect(check(`Bearer ${await sign({ ...(await createKey('a')) }, { iss: acme })}`)).rejects.toMatchObject(
      refused,
    )
  })

  test.each<[string, RequestListener]>([
    ['sends elsewhere', (_request, response) => response.writeHead(302, { location: 'http://127.0.0.1:9/' }).end()],
    ['has far too many keys', (_request, response) => response.end(`{"keys":[],"more":"${'a'.repeat(300_000)}"}`)],
    ['is down', (_request, response) => response.writeHead(500).end()],
    ['publishes no keys', (_request, response) => response.end('<html>')],
  ])('cannot be checked while the issuer %s: 503, and others go on', async (_what, respond) => {
    const issuer = await startIssuer(await createKey('a'))
    issuer.respond = respond
    const check = create([{ issuer: acme, jwksUrl: issuer.url }])
    const token = await sign(issuer.keys[0] as Key, { iss: acme })
    await expect(check(`Bearer ${token}`)).rejects.toMatchObject({
      extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } },
    })
    expect(await check(`Bearer ${await sign(own, { iss: 'ree-ai-users' })}`)).toMatchObject({ id: 'u1' })
    issuer.respond = null
    clock.nowMs += 5_000
    const later = await sign(issuer.keys[0] as Key, { iss: acme })
    expect(await check(`Bearer ${later}`)).toMatchObject({ id: `${acme}|u1` })
  })

  test.each<[string, readonly object[]]>([
    ['our own', [{ issuer: 'ree-ai-users', jwksUrl: 'https://a.example/jwks' }]],
    ['the services', [{ issuer: serviceIssuer, jwksUrl: 'https://a.example/jwks' }]],
    [
      'one twice',
      [
        { issuer: acme, jwksUrl: 'https://a.example/jwks' },
        { issuer: acme, jwksUrl: 'https://b.example/jwks' },
      ],
    ],
    ['with a bar in its name', [{ issuer: `${acme}|x`, jwksUrl: 'https://a.example/jwks' }]],
    ['with keys that anybody on the way could change', [{ issuer: acme, jwksUrl: 'http://a.example/jwks' }]],
    ['by a shared secret', [{ issuer: acme, jwksUrl: 'https://a.example/jwks', algorithms: ['HS256'] }]],
  ])('cannot be set up for issuer: %s', (_what, others) => {
    expect(() => create(others)).toThrow('JWT_OTHER_ISSUERS')
  })

  test('beside HS256 of our own users keep to published keys', async () => {
    const issuer = await startIssuer(await createKey('a'))
    const secret = 'k'.repeat(32)
    const check = create([{ issuer: acme, jwksUrl: issuer.url }], { JWT_ALGORITHM: 'HS256', JWT_SECRET_KEY: secret })
    expect(await check(`Bearer ${await sign(issuer.keys[0] as Key, { iss: acme })}`)).toMatchObject({ role: 'USER' })
    const shared = new SignJWT({ sub: 'u1', iss: acme, aud: 'ree-ai-router', exp: clock.nowMs / 1_000 + 600 })
    const confused = await shared.setProtectedHeader({ alg: 'HS256' }).sign(new TextEncoder().encode(secret))
    await expect(check(`Bearer ${confused}`)).rejects.toMatchObject(refused)
  })
})

test('with authentication off nobody is signed in, whatever the token', async () => {
  const check = create([], { AUTHENTICATION: 'off' })
  expect(await check(`Bearer ${await sign(own, { iss: 'ree-ai-users' })}`)).toBeNull()
  expect(await check('Bearer nonsense')).toBeNull()
})
