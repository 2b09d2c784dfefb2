import type { GraphQLDataSource } from '@apollo/gateway'
import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import type { Transport, TransportRequest } from '@ree-ai/kit/transport/transport'
import { expect, test } from 'vitest'
import type { RouterContext } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { createSubgraphDataSource } from './subgraph-data-source.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'

const secret = 'the secret of these tests, 32 characters'
const nowMs = () => 1_700_000_000_000
const context = createTestContext({
  viewer: { id: 'u1', role: 'USER', scopes: ['a', 'b'], sessionId: 's1' },
  requestId: 'r1',
  clientAddress: '192.0.2.7',
  traceparent: '00-1-2-01',
  clientName: 'secret client',
  clientVersion: '1',
})

function send(transport: Transport, request: Record<string, unknown> = {}, deadlineMs?: number) {
  const fetches: SubgraphFetch[] = []
  const source: GraphQLDataSource<RouterContext> = createSubgraphDataSource(
    { name: 'users', url: 'http://10.0.0.7:4001/api/graphql?v=1' },
    transport,
    { secret, logger: createLogger('test', 'silent'), nowMs, deadlineMs, onFetch: (fetch) => fetches.push(fetch) },
  )
  const options = {
    kind: 'incoming operation',
    request: { query: 'query A{a}', variables: { x: 1 }, operationName: 'A', ...request },
    context,
    pathInIncomingRequest: ['me', 'reviews', '@', 'author'],
  }
  const answer = source.process(options as unknown as Parameters<typeof source.process>[0])
  return { answer, fetches }
}

const respond =
  (body: string, status = 200): Transport =>
  async () => ({ status, headers: {}, body })

test('a subgraph gets the operation and who asks, signed, and nothing else of the request', async () => {
  let got: TransportRequest | undefined
  const { answer, fetches } = send(
    async (request) => {
      got = request
      return { status: 200, headers: {}, body: '{"data":{"a":1},"extensions":{"ftv1":"x"}}' }
    },
    {
      http: {
        headers: new Map([
          ['apollo-federation-include-trace', 'ftv1'],
          ['cookie', 'c=1'],
        ]),
      },
      extensions: { secret: true },
    },
  )
  expect(await answer).toEqual({ data: { a: 1 }, errors: undefined, extensions: { ftv1: 'x' } })
  expect(got?.path).toBe('/api/graphql?v=1')
  expect(JSON.parse(got?.body ?? '')).toEqual({ query: 'query A{a}', variables: { x: 1 }, operationName: 'A' })
  const { viewer } = verifySubgraphRequest(got?.headers ?? {}, {
    subgraph: 'users',
    body: got?.body ?? '',
    secrets: [secret],
    nowMs: nowMs(),
  })
  expect(viewer).toEqual(context.viewer)
  expect(got?.headers['apollo-federation-include-trace']).toBe('ftv1')
  expect(JSON.stringify(got)).not.toMatch(/cookie|secret client/)
  expect(fetches).toEqual([{ subgraph: 'users', durationMs: 0, outcome: 'ok' }])
})

test.each([
  ['answers 500', respond('{"errors":[{"message":"at 10.0.0.7"}]}', 500)],
  ['redirects', respond('', 302)],
  ['answers HTML', respond('<html>10.0.0.7</html>')],
  ['answers JSON that is no GraphQL response', respond('[]')],
  ['answers data that is no object', respond('{"data":[1]}')],
  ['answers nothing', respond('{}')],
])('a subgraph that %s fails with SUBREQUEST_HTTP_ERROR that names it and not its address', async (_, transport) => {
  const { answer, fetches } = send(transport)
  const error = await answer.catch((caught) => caught)
  expect(error.toJSON()).toEqual({
    message: 'The service "users" gave no usable answer.',
    path: ['me', 'reviews'],
    extensions: { code: 'SUBREQUEST_HTTP_ERROR', service: 'users' },
  })
  expect(fetches).toMatchObject([{ outcome: 'http_error' }])
})

test('a subgraph that does not answer in time fails with GATEWAY_TIMEOUT, also when the transport ignores its signal', async () => {
  let signal: AbortSignal | undefined
  const { answer, fetches } = send(
    (request) => {
      signal = request.signal
      return new Promise(() => {})
    },
    {},
    5,
  )
  await expect(answer).rejects.toMatchObject({ extensions: { code: 'GATEWAY_TIMEOUT', service: 'users' } })
  expect(signal?.aborted).toBe(true)
  expect(fetches).toMatchObject([{ outcome: 'timeout' }])
})

const refused = () => Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:4001'), { code: 'ECONNREFUSED' })

test.each([
  ['query A{a}', refused(), 2],
  ['{a}', refused(), 2],
  ['mutation A{a}', refused(), 1],
  ['query A{a}', new Error('response too large'), 1],
])('%s is sent again once when the connection fails, and only then', async (query, failure, tries) => {
  let calls = 0
  const { answer, fetches } = send(
    async () => {
      calls += 1
      throw failure
    },
    { query },
  )
  const error = await answer.catch((caught) => caught)
  expect(calls).toBe(tries)
  expect(JSON.stringify(error)).not.toContain('10.0.0.7')
  expect(error.extensions).toEqual({ code: 'SUBREQUEST_HTTP_ERROR', service: 'users' })
  expect(fetches).toMatchObject([{ outcome: 'unreachable' }])
})

test('a query whose connection failed once is answered', async () => {
  let calls = 0
  const { answer } = send(async (request) => {
    calls += 1
    if (calls === 1) throw refused()
    return respond('{"data":{"a":2}}')(request)
  })
  expect(await answer).toMatchObject({ data: { a: 2 } })
})
