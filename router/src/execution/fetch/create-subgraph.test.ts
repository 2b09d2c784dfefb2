import { createServer } from 'node:http'
import type { AddressInfo } from 'node:net'
import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import type { Transport, TransportRequest } from '@ree-ai/kit/transport/transport'
import { expect, test } from 'vitest'
import { createTestContext } from '../../create-test-context.ts'
import type { SubgraphFetch } from '../subgraph-fetch.ts'
import { createSubgraph, type SubgraphDependencies } from './create-subgraph.ts'
import { createTestRequest } from './create-test-request.ts'
import { setDeadline } from './set-deadline.ts'

const secret = 'the secret of these tests, 32 characters'
const nowMs = () => 1_700_000_000_000
const context = createTestContext({
  viewer: { id: 'u1', role: 'USER', scopes: ['a', 'b'], sessionId: 's1' },
  clientName: 'secret client',
})

function create(transport: Transport, deps: Partial<SubgraphDependencies> = {}) {
  const fetches: SubgraphFetch[] = []
  const subgraph = createSubgraph(
    { name: 'users', url: 'http://10.0.0.7:4001/api/graphql?v=1' },
    {
      transport,
      secret,
      logger: createLogger('test', 'silent'),
      nowMs,
      onFetch: (fetch) => fetches.push(fetch),
      ...deps,
    },
  )
  return { subgraph, fetches }
}

const respond =
  (body: string, status = 200, headers = {}): Transport =>
  async () => ({ status, headers, body })

test('a subgraph gets the operation and who asks, signed, and nothing else of the request', async () => {
  let got: TransportRequest | undefined
  const { subgraph, fetches } = create(async (request) => {
    got = request
    return respond('{"data":{"a":1},"extensions":{"ftv1":"x"}}', 200, { 'cache-control': 'max-age=5' })(request)
  })
  const answer = await subgraph.send(
    createTestRequest({
      variables: { x: 1 },
      representations: [{ __typename: 'A', id: '1' }],
      context,
      isTraced: true,
    }),
  )
  expect(answer).toEqual({ data: { a: 1 }, errors: [], extensions: { ftv1: 'x' }, cacheControl: 'max-age=5' })
  expect(got?.path).toBe('/api/graphql?v=1')
  expect(JSON.parse(got?.body ?? '')).toEqual({
    query: 'query{a}',
    variables: { x: 1, representations: [{ __typename: 'A', id: '1' }] },
  })
  const body = got?.body ?? ''
  const { viewer } = verifySubgraphRequest(got?.headers ?? {}, {
    subgraph: 'users',
    body,
    secrets: [secret],
    nowMs: nowMs(),
  })
  expect(viewer).toEqual(context.viewer)
  expect(got?.headers['apollo-federation-include-trace']).toBe('ftv1')
  expect(JSON.stringify(got)).not.toContain('secret client')
  expect(fetches).toEqual([{ subgraph: 'users', durationMs: 0, outcome: 'ok' }])
})

test('traces are asked for only when wanted', async () => {
  let got: TransportRequest | undefined
  const { subgraph } = create(async (request) => {
    got = request
    return respond('{"data":{}}')(request)
  })
  await subgraph.send(createTestRequest())
  expect(got?.headers).not.toHaveProperty('apollo-federation-include-trace')
})

test.each([
  ['answers 500', respond('{"errors":[{"message":"at 10.0.0.7"}]}', 500)],
  ['redirects', respond('', 302)],
  ['answers HTML', respond('<html>10.0.0.7</html>')],
  ['answers JSON that is no GraphQL response', respond('[]')],
  ['answers data that is no object', respond('{"data":[1]}')],
  ['answers errors that are no objects', respond('{"data":{},"errors":["x"]}')],
  ['answers nothing', respond('{}')],
  ['answers more than is read', respond(`{"data":{"a":"${'x'.repeat(1_000)}"}}`)],
])('a subgraph that %s fails with SUBREQUEST_HTTP_ERROR that names it and not its address', async (_, transport) => {
  const { subgraph, fetches } = create(transport, { answerLengthMax: 1_000 })
  const error = await subgraph.send(createTestRequest({ path: ['me', 'reviews'] })).catch((caught) => caught)
  expect(error.toJSON()).toEqual({
    message: 'The service "users" gave no usable answer.',
    path: ['me', 'reviews'],
    extensions: { code: 'SUBREQUEST_HTTP_ERROR', service: 'users' },
  })
  expect(fetches).toMatchObject([{ outcome: 'http_error' }])
})

test('a subgraph that cannot be reached fails with SUBREQUEST_HTTP_ERROR that does not tell its address', async () => {
  const { subgraph, fetches } = create(async () => {
    throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.7:4001'), { code: 'ECONNREFUSED' })
  })
  const error = await subgraph.send(createTestRequest()).catch((caught) => caught)
  expect(JSON.stringify(error)).not.toContain('10.0.0.7')
  expect(error.extensions).toEqual({ code: 'SUBREQUEST_HTTP_ERROR', service: 'users' })
  expect(fetches).toMatchObject([{ outcome: 'unreachable' }])
})

test('a subgraph that does not answer in time fails with GATEWAY_TIMEOUT, also when the transport ignores its signal', async () => {
  let signal: AbortSignal | undefined
  const { subgraph, fetches } = create((request) => {
    signal = request.signal
    return new Promise(() => {})
  })
  const answer = setDeadline(subgraph, 5).send(createTestRequest())
  await expect(answer).rejects.toMatchObject({ extensions: { code: 'GATEWAY_TIMEOUT', service: 'users' } })
  expect(signal?.aborted).toBe(true)
  expect(fetches).toMatchObject([{ outcome: 'timeout' }])
})

test('a client that leaves ends its exchange, on the network too', async () => {
  const client = new AbortController()
  let close = () => {}
  const closed = new Promise<void>((resolve) => {
    close = resolve
  })
  const server = createServer((request) => {
    request.socket.once('close', close)
    client.abort()
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = createHttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`)
  const { subgraph, fetches } = create(http.send)
  const request = createTestRequest({ context: createTestContext({ signal: client.signal }) })
  await expect(setDeadline(subgraph, 60_000).send(request)).rejects.toMatchObject({
    extensions: { code: 'SUBREQUEST_HTTP_ERROR' },
  })
  await closed
  expect(fetches).toMatchObject([{ outcome: 'cancelled' }])
  await http.close()
  server.close()
})

test('who has left already sends nothing', async () => {
  let calls = 0
  const { subgraph } = create(async (request) => {
    calls += 1
    return respond('{"data":{}}')(request)
  })
  const request = createTestRequest({ context: createTestContext({ signal: AbortSignal.abort() }) })
  await expect(setDeadline(subgraph, 1_000).send(request)).rejects.toThrow('was not waited for')
  expect(calls).toBe(0)
})

test('an answer larger than the transport reads is no failed connection', async () => {
  const server = createServer((_request, response) => void response.end(`{"data":{"a":"${'x'.repeat(5_000)}"}}`))
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const http = createHttpTransport(`http://127.0.0.1:${(server.address() as AddressInfo).port}`, {
    maximumBytes: 1_000,
  })
  const { subgraph, fetches } = create(http.send)
  await expect(subgraph.send(createTestRequest())).rejects.toThrow('gave no usable answer')
  expect(fetches).toMatchObject([{ outcome: 'http_error' }])
  await http.close()
  server.close()
})

test('one without a way to its events refuses to subscribe with a registered error', async () => {
  const { subgraph } = create(respond(''))
  await expect(subgraph.subscribe(createTestRequest({ kind: 'subscription' }))).rejects.toMatchObject({
    extensions: { code: 'SUBREQUEST_HTTP_ERROR', service: 'users' },
  })
})
