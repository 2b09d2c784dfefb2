import { expect, test } from 'vitest'
import { signSubgraphRequest, verifySubgraphRequest } from './subgraph-request.ts'

const secret = 'an-example-of-a-router-secret-32-characters'
const request = { subgraph: 'users', body: '{}', nowMs: 1_000_000 }
const identity = {
  viewer: { id: 'u-1', role: 'USER', scopes: ['a', 'b'], sessionId: 's-1' },
  requestId: 'r-1',
  clientAddress: '192.0.2.1',
  device: 'Firefox "140"',
  traceparent: '00-1-2-01',
} as const
const verify = (headers: Record<string, string>) => verifySubgraphRequest(headers, { ...request, secrets: [secret] })

test('a subgraph learns who asks, from where and by which device', () => {
  expect(verify(signSubgraphRequest(identity, { ...request, secret }))).toEqual(identity)
})

test('who does not say its device has none', () => {
  const { device: _left, ...rest } = identity
  expect(verify(signSubgraphRequest(rest, { ...request, secret }))).toEqual({ ...rest, device: '' })
})

test.each([
  'x-user-id',
  'x-user-role',
  'x-user-scopes',
  'x-session-id',
  'x-client-address',
  'x-client-device',
  'x-request-id',
  'traceparent',
])('%s is signed: changed on the way, the request is refused', (name) => {
  const headers = signSubgraphRequest(identity, { ...request, secret })
  expect(() => verify({ ...headers, [name]: `${headers[name]}x` })).toThrow('This service answers the router only.')
})
