import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { rotateSigningKey } from '@ree-ai/users/signing-key/rotate-signing-key'
import { startUsers, type TestUsers } from '@ree-ai/users/testing/start-users'
import { decodeProtectedHeader } from 'jose'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { authenticate } from '../src/policies/authenticate.ts'
import { createRemoteKeys } from '../src/policies/create-remote-keys.ts'
import { fetchKeys } from '../src/policies/fetch-keys.ts'

const minuteMs = 60_000
let database: Database
let users: TestUsers
let requests = 0
/** The users service’s key set over HTTP. */
const server = createServer(async (_request, response) => {
  requests += 1
  const { body } = await users.get('/.well-known/jwks.json', { isSigned: false })
  response.end(JSON.stringify(body))
})
const url = () => `http://127.0.0.1:${(server.address() as AddressInfo).port}`

beforeAll(async () => {
  database = await openTestDatabase()
  users = await startUsers({}, database)
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
})
afterAll(async () => {
  server.close()
  await users.close()
  await database.close()
})

function create(isOurs: boolean) {
  const nowMs = () => users.clock.nowMs
  const transport = isOurs ? createHttpTransport(url()).send : fetchKeys(`${url()}/.well-known/jwks.json`)
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const findKey = createRemoteKeys({ transport, path: '/.well-known/jwks.json', logger, nowMs })
  const issuer = { issuer: 'ree-ai-users', findKey }
  return authenticate({
    issuers: [isOurs ? 'ree-ai-users' : 'others'],
    audience: 'ree-ai-router',
    algorithms: ['EdDSA', 'ES256'],
    findKey,
    otherIssuers: isOurs ? [] : [issuer],
    serviceSecrets: ['service-'.repeat(5)],
    clockToleranceSeconds: 5,
    endedSessions: { isEnded: () => false },
    nowMs,
  })
}

test.each([
  ['our users', true],
  ['another issuer', false],
])('the keys of %s rotate without a restart, and nobody is signed out', async (_whose, isOurs) => {
  const check = create(isOurs)
  const before = await users.register(`before-${isOurs}@example.com`)
  const id = (viewer: { readonly id: string } | null) => viewer?.id.split('|').at(-1)
  expect(id(await check(`Bearer ${before.accessToken}`))).toBe(before.user.id)

  const kid = await rotateSigningKey(users.services, { actorId: null })
  users.clock.nowMs += 12 * minuteMs
  const after = await users.register(`after-${isOurs}@example.com`)
  expect(decodeProtectedHeader(before.accessToken).kid).not.toBe(kid)
  expect(decodeProtectedHeader(after.accessToken).kid).toBe(kid)
  expect(id(await check(`Bearer ${after.accessToken}`))).toBe(after.user.id)
  expect(id(await check(`Bearer ${before.accessToken}`))).toBe(before.user.id)

  const asked = requests
  await expect(check(`Bearer ${after.refreshToken}`)).rejects.toMatchObject({ extensions: { code: 'UNAUTHENTICATED' } })
  expect(requests).toBe(asked)
})
