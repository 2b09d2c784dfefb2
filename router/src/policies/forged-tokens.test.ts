import { type CryptoKey, exportJWK, exportSPKI, generateKeyPair, type JWK, SignJWT } from 'jose'
import { beforeAll, describe, expect, test } from 'vitest'
import { authenticate } from './authenticate.ts'
import { createRemoteKeys } from './create-remote-keys.ts'

const nowMs = 1_800_000_000_000
const nowSeconds = nowMs / 1_000
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const good = await generateKeyPair('RS256', { extractable: true })
const attacker = await generateKeyPair('RS256', { extractable: true })
const jwk: JWK = { ...(await exportJWK(good.publicKey)), kid: 'one', alg: 'RS256', use: 'sig' }
const attackerJwk = await exportJWK(attacker.publicKey)
const claims = {
  iss: 'ree-ai-users',
  aud: 'ree-ai-router',
  sub: 'u1',
  role: 'USER',
  iat: nowSeconds,
  exp: nowSeconds + 600,
}
const asked: string[] = []
const check = authenticate({
  issuers: ['ree-ai-users'],
  audience: 'ree-ai-router',
  algorithms: ['EdDSA', 'ES256', 'RS256'],
  findKey: createRemoteKeys({
    transport: async ({ path }) => {
      asked.push(path)
      return { status: 200, headers: {}, body: JSON.stringify({ keys: [jwk] }) }
    },
    path: '/jwks',
    logger: quiet,
    nowMs: () => nowMs,
  }),
  serviceSecrets: ['service-'.repeat(5)],
  clockToleranceSeconds: 5,
  endedSessions: { isEnded: () => false },
  nowMs: () => nowMs,
})

const encode = (value: unknown) => Buffer.from(JSON.stringify(value)).toString('base64url')
const sign = (header: object, payload: object = claims, key: CryptoKey = good.privateKey) =>
  new SignJWT({ ...payload }).setProtectedHeader({ alg: 'RS256', ...header }).sign(key)
const refused = { extensions: { code: 'UNAUTHENTICATED', http: { status: 401 } } }

describe('a token that', () => {
  let spki: string
  beforeAll(async () => {
    spki = await exportSPKI(good.publicKey)
  })

  test('is good is taken, whatever the case of Bearer', async () => {
    const token = await sign({ kid: 'one' })
    for (const header of [`Bearer ${token}`, `bearer ${token}`, `BEARER  ${token} `])
      expect(await check(header)).toMatchObject({ id: 'u1', role: 'USER' })
    expect(
      await check(`Bearer ${await sign({ kid: 'one' }, { ...claims, aud: ['other', 'ree-ai-router'] })}`),
    ).toMatchObject({
      id: 'u1',
    })
  })

  test.each(['none', 'None', 'NONE', 'nOnE', ''])('names the algorithm %j is refused, signed or not', async (alg) => {
    const unsigned = `${encode({ alg, kid: 'one' })}.${encode(claims)}.`
    const [, , signature] = (await sign({ kid: 'one' })).split('.')
    for (const token of [unsigned, `${unsigned}AA`, `${unsigned}${signature}`])
      await expect(check(`Bearer ${token}`)).rejects.toMatchObject(refused)
  })

  test('is signed with the public key as if it were a shared secret is refused', async () => {
    for (const secret of [spki, spki.trim(), JSON.stringify(jwk), jwk.n ?? '']) {
      const token = await new SignJWT(claims)
        .setProtectedHeader({ alg: 'HS256', kid: 'one' })
        .sign(new TextEncoder().encode(secret))
      await expect(check(`Bearer ${token}`)).rejects.toMatchObject(refused)
    }
  })

  test.each([
    ['a key inside', { kid: 'one', jwk: attackerJwk }],
    ['a key inside and no id', { jwk: attackerJwk }],
    ['an address of keys', { kid: 'one', jku: 'https://evil.example.com/jwks' }],
    ['an address of certificates', { kid: 'one', x5u: 'https://evil.example.com/chain' }],
    ['certificates', { kid: 'one', x5c: ['MIIB'] }],
    ['an id that is a path', { kid: '../../../../dev/null' }],
    ['an id that is SQL', { kid: "one' UNION SELECT 'secret' --" }],
    ['an id that is a command', { kid: 'one; curl evil.example.com' }],
    ['an id that every object has', { kid: '__proto__' }],
  ])('brings %s is checked with the published keys, and so refused', async (_what, header) => {
    asked.length = 0
    await expect(check(`Bearer ${await sign(header, claims, attacker.privateKey)}`)).rejects.toMatchObject(refused)
    expect(asked.every((path) => path === '/jwks')).toBe(true)
  })

  test('brings a key of its own is still good by the published one', async () => {
    expect(await check(`Bearer ${await sign({ kid: 'one', jku: 'https://evil.example.com/jwks' })}`)).toMatchObject({
      id: 'u1',
    })
  })

  test('has critical extensions is refused, for they are not understood', async () => {
    const header = encode({ alg: 'RS256', kid: 'one', crit: ['exp'], exp: 1 })
    await expect(check(`Bearer ${header}.${encode(claims)}.AA`)).rejects.toMatchObject(refused)
    const unencoded = encode({ alg: 'RS256', kid: 'one', crit: ['b64'], b64: false })
    await expect(check(`Bearer ${unencoded}.${encode(claims)}.AA`)).rejects.toMatchObject(refused)
  })

  test.each<[string, object]>([
    ['has no end', { exp: undefined }],
    ['has an end that is text', { exp: '9999999999' }],
    ['has ended', { exp: nowSeconds - 6 }],
    ['begins later', { nbf: nowSeconds + 6 }],
    ['was made in the future', { iat: nowSeconds + 6 }],
    ['has a date of making that is text', { iat: 'now' }],
    ['is for others', { aud: ['other', 'another'] }],
    ['is for nobody', { aud: undefined }],
    ['is for part of a name', { aud: 'ree-ai-router-2' }],
    ['has no issuer', { iss: undefined }],
    ['has issuers in a list', { iss: ['ree-ai-users'] }],
    ['has a subject that is an object', { sub: { id: 'u1' } }],
    ['has an empty subject', { sub: '' }],
    ['has a long subject', { sub: 'a'.repeat(201) }],
    ['has roles in a list', { role: ['ADMIN'] }],
    ['claims to be a service', { role: 'SERVICE' }],
  ])('%s is refused', async (_what, changes) => {
    await expect(check(`Bearer ${await sign({ kid: 'one' }, { ...claims, ...changes })}`)).rejects.toMatchObject(
      refused,
    )
  })

  test('was changed is refused: role, subject, or one letter of the signature', async () => {
    const [head, , signature = ''] = (await sign({ kid: 'one' })).split('.')
    for (const changed of [{ role: 'ADMIN' }, { sub: 'u2' }])
      await expect(check(`Bearer ${head}.${encode({ ...claims, ...changed })}.${signature}`)).rejects.toMatchObject(
        refused,
      )
    const other = signature.startsWith('A') ? 'B' : 'A'
    await expect(check(`Bearer ${head}.${encode(claims)}.${other}${signature.slice(1)}`)).rejects.toMatchObject(refused)
  })

  test('is huge is refused before it is looked at', async () => {
    const huge = await sign({ kid: 'one' }, { ...claims, more: 'a'.repeat(10_000) })
    await expect(check(`Bearer ${huge}`)).rejects.toMatchObject(refused)
    const startedAt = performance.now()
    await expect(check(`Bearer ${'a'.repeat(5_000_000)}.a.a`)).rejects.toMatchObject(refused)
    expect(performance.now() - startedAt).toBeLessThan(50)
  })

  test('is none is refused: a refresh token, two tokens, a token with more parts', async () => {
    const token = await sign({ kid: 'one' })
    for (const text of [
      'cmVmcmVzaC10b2tlbi0yNTYtYml0cw',
      `${token},${token}`,
      `${token}, Bearer ${token}`,
      `${token}.a`,
      `${token} a`,
    ])
      await expect(check(`Bearer ${text}`)).rejects.toMatchObject(refused)
  })
})
