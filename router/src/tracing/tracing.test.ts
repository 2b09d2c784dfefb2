import { startTracing, type TracingOptions } from '@ree-ai/kit/tracing/start-tracing'
import { fastify } from 'fastify'
import { expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import { createFetchError } from '../execution/fetch/fetch-failure.ts'
import { traceFetches } from '../execution/fetch/trace-fetches.ts'
import type { Subgraph, SubgraphAnswer, SubgraphRequest } from '../execution/subgraph.ts'
import { beginTrace } from './begin-trace.ts'
import { traceRequests } from './trace-requests.ts'
import { withSpan } from './with-span.ts'

type Span = Parameters<NonNullable<TracingOptions['exporter']>['export']>[0][number]

const traceId = '0af7651916cd43dd8448eb211c80319c'
const client = `00-${traceId}-b7ad6b7169203331-01`
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const randomHex = (bytes: number) => 'ab'.repeat(bytes)

/** Runs something with a tracer and returns the spans that came of it. */
async function record(run: (source: Parameters<typeof beginTrace>[0]) => Promise<unknown> | unknown, ratio = 1) {
  const spans: Span[] = []
  const tracing = await startTracing({
    endpoint: 'http://127.0.0.1:1',
    ratio,
    logger: quiet,
    exporter: {
      export(batch, done) {
        spans.push(...batch)
        done({ code: 0 })
      },
      shutdown: async () => {},
    },
  })
  await run({ tracer: tracing.getTracer('router'), randomHex })
  await tracing.stop()
  return spans
}

const answer: SubgraphAnswer = { data: {}, errors: [], extensions: {}, cacheControl: null }
const request = (traceparent: string): SubgraphRequest => ({
  kind: 'query',
  query: '{ secretField }',
  variables: { secret: 'variable' },
  representations: [{ __typename: 'User', id: 'secret-id' }],
  path: [],
  context: createTestContext({ traceparent }),
})

test('what is sent on below a span names it as its parent, and the span names the client’s', async () => {
  let sent = ''
  const subgraph: Subgraph = {
    name: 'users',
    async send({ context }) {
      sent = context.traceparent
      return answer
    },
    subscribe: async () => {
      throw new Error('unused')
    },
  }
  const spans = await record(async (source) => {
    const begun = beginTrace(source, client, 'POST /graphql')
    await traceFetches(subgraph, { tracer: source.tracer, onResolvers() {} }).send(request(begun.traceparent))
    begun.span?.end()
  })
  const [fetch, root] = spans
  expect(root).toMatchObject({ name: 'POST /graphql', parentSpanId: 'b7ad6b7169203331' })
  expect(fetch).toMatchObject({ name: 'fetch users', parentSpanId: root?.spanContext().spanId })
  expect(sent).toBe(`00-${traceId}-${fetch?.spanContext().spanId}-01`)
  expect(fetch?.attributes).toEqual({
    subgraph: 'users',
    'graphql.operation.type': 'query',
    'graphql.entities': 1,
    outcome: 'ok',
  })
})

test('a fetch that fails leaves its code and how it failed, and nothing that it said', async () => {
  const failing: Subgraph = {
    name: 'users',
    send: async () => {
      throw createFetchError('users', { outcome: 'timeout', status: null, isConnectionFailed: false }, [])
    },
    subscribe: async () => {
      throw new Error('connect to 10.0.0.9')
    },
  }
  const spans = await record(async ({ tracer }) => {
    const traced = traceFetches(failing, { tracer, onResolvers() {} })
    await expect(traced.send(request(client))).rejects.toMatchObject({ extensions: { code: 'GATEWAY_TIMEOUT' } })
    await expect(traced.subscribe(request(client))).rejects.toThrow('10.0.0.9')
  })
  expect(spans[0]).toMatchObject({
    attributes: { outcome: 'GATEWAY_TIMEOUT', 'subgraph.failure': 'timeout' },
    status: { code: 2 },
  })
  expect(spans[1]).toMatchObject({ attributes: { outcome: 'INTERNAL_SERVER_ERROR' }, status: { code: 2 } })
  const written = JSON.stringify(
    spans.map(({ name, attributes, status, events }) => [name, attributes, status, events]),
  )
  expect(written).not.toMatch(/10\.0\.0\.9|secret/)
})

test.each([
  'nonsense',
  `${client}-more`,
  client.toUpperCase(),
  `ff${client.slice(2)}`,
  'x'.repeat(100_000),
  undefined,
])('a traceparent that is garbage (%#) is ignored: a trace of its own begins', async (header) => {
  const [root] = await record((source) => beginTrace(source, header, 'POST /graphql').span?.end())
  expect(root?.parentSpanId).toBeUndefined()
  expect(root?.spanContext().traceId).not.toBe(traceId)
})

test('the client’s flag decides whether its trace is sampled, the ratio about those begun here', async () => {
  const begin = (header: string | undefined) => (source: Parameters<typeof beginTrace>[0]) => {
    const { traceparent, span } = beginTrace(source, header, 'POST /graphql')
    expect(traceparent).toMatch(/^00-[0-9a-f]{32}-[0-9a-f]{16}-0[01]$/)
    span?.end()
  }
  expect(await record(begin(client.replace(/01$/, '00')))).toHaveLength(0)
  expect(await record(begin(client), 0)).toHaveLength(1)
  expect(await record(begin(undefined), 0)).toHaveLength(0)
  expect(await record(begin(undefined), 1)).toHaveLength(1)
})

test('without a tracer nothing is done but ids, and what runs within a span runs as it is', async () => {
  const { span, traceparent } = beginTrace({ tracer: null, randomHex }, client, 'POST /graphql')
  expect([span, traceparent]).toEqual([null, `00-${traceId}-${randomHex(8)}-01`])
  expect(await withSpan(null, 'x', client, (parent, given) => [parent, given])).toEqual([client, null])
})

test('the span of a request ends with its status, a fault as an error, and has no query string', async () => {
  const spans = await record(async (source) => {
    const server = fastify()
    traceRequests(server, source, ['/graphql'])
    server.get('/graphql', async (_request, reply) => reply.code(503).send('x'))
    server.get('/other', async () => 'x')
    await server.inject({ url: '/graphql?query={secret}', headers: { traceparent: client } })
    await server.inject({ url: '/other', headers: { traceparent: client } })
    await server.close()
  })
  expect(spans).toHaveLength(1)
  expect(spans[0]).toMatchObject({
    name: 'GET /graphql',
    attributes: { 'http.response.status_code': 503, 'url.path': '/graphql' },
    status: { code: 2 },
  })
  expect(JSON.stringify(spans[0]?.attributes)).not.toContain('secret')
})
