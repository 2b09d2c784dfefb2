import { createServer, type RequestListener } from 'node:http'
import type { AddressInfo } from 'node:net'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { Registry } from 'prom-client'
import { afterEach, expect, test } from 'vitest'
import { createTestContext } from '../../create-test-context.ts'
import { createRouterMetrics } from '../../metrics/create-router-metrics.ts'
import { createMemoryCounters } from '../../store/create-memory-counters.ts'
import { composeSubgraph, type SubgraphSettings } from './compose-subgraph.ts'
import { createTestRequest } from './create-test-request.ts'

const ends: (() => unknown)[] = []
afterEach(async () => {
  for (const end of ends.splice(0).reverse()) await end()
})

async function start(listener: RequestListener, overrides: Partial<SubgraphSettings> = {}) {
  let requests = 0
  const server = createServer((request, response) => {
    requests += 1
    listener(request, response)
  })
  await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve))
  const { port } = server.address() as AddressInfo
  const http = createHttpTransport(`http://127.0.0.1:${port}`)
  ends.push(
    () => server.close(),
    http.close,
    () => server.closeAllConnections(),
  )
  const registry = new Registry()
  const settings: SubgraphSettings = {
    ROUTER_SUBGRAPH_SECRET: ['the secret of these tests, 32 characters'],
    SUBGRAPH_TIMEOUT_MS: 2_000,
    SUBGRAPH_ANSWER_BYTES_MAX: 1_048_576,
    SUBGRAPH_LIMITS: {},
    NETWORK_LIMIT_FACTOR: 0,
    RETRY_RATIO: 0.1,
    BREAKER_RATIO: 0.5,
    BREAKER_REQUESTS_MIN: 4,
    BREAKER_OPEN_MS: 60_000,
    SHARE_REQUESTS: true,
    CACHE_SECONDS_MAX: 3_600,
    ...overrides,
  }
  const subgraph = composeSubgraph(
    settings,
    { name: 'users', url: `http://127.0.0.1:${port}/graphql` },
    {
      transport: http.send,
      counters: createMemoryCounters(),
      metrics: createRouterMetrics(registry),
      tracer: null,
      onResolvers() {},
      logger: createLogger('test', 'silent'),
      nowMs: () => 0,
      random: () => 0,
    },
  )
  const send = (query = 'query{a}', context = createTestContext()) =>
    subgraph.send(createTestRequest({ query, context }))
  const readMetrics = async () => (await registry.metrics()).split('\n')
  return { send, readMetrics, countRequests: () => requests }
}

test('a subgraph that keeps failing is soon left alone, retries included, and the metrics say so', async () => {
  const { send, readMetrics, countRequests } = await start((_request, response) => response.writeHead(503).end())
  for (let index = 0; index < 10; index++)
    await expect(send()).rejects.toMatchObject({ extensions: { service: 'users' } })
  // Four requests until the circuit opens, and three retries of the budget.
  expect(countRequests()).toBe(7)
  const metrics = await readMetrics()
  expect(metrics).toContain('subgraph_retries_total{subgraph="users"} 3')
  expect(metrics).toContain('subgraph_fetches_total{subgraph="users",outcome="http_error"} 7')
  expect(metrics).toContain('subgraph_fetches_total{subgraph="users",outcome="open"} 6')
  expect(metrics).toContain('subgraph_breaker_state{subgraph="users"} 2')
  expect(metrics).toContain('subgraph_breaker_transitions_total{subgraph="users",state="open"} 1')
})

test('a subgraph that hangs answers GATEWAY_TIMEOUT within the deadline, whatever retries there could be', async () => {
  const { send } = await start(() => {}, { SUBGRAPH_TIMEOUT_MS: 100 })
  const startMs = performance.now()
  await expect(send()).rejects.toMatchObject({ extensions: { code: 'GATEWAY_TIMEOUT' } })
  expect(performance.now() - startMs).toBeLessThan(1_000)
})

test('of a hundred equal queries one is sent, and each caller may change its answer', async () => {
  const { send, readMetrics, countRequests } = await start((_request, response) =>
    response.end('{"data":{"a":{"b":1}}}'),
  )
  const answers = await Promise.all(Array.from({ length: 100 }, () => send()))
  expect(countRequests()).toBe(1)
  expect(new Set(answers.map(({ data }) => data?.a)).size).toBe(100)
  expect(await readMetrics()).toContain('subgraph_fetches_shared_total{subgraph="users"} 99')
})

test('limits by subgraph refuse the fetches of one client with RATE_LIMITED and count as refusals', async () => {
  const { send, readMetrics, countRequests } = await start((_request, response) => response.end('{"data":{}}'), {
    SUBGRAPH_LIMITS: { users: { minute: 2 }, other: { minute: 1 } },
  })
  await send()
  await send()
  await expect(send()).rejects.toMatchObject({ extensions: { code: 'RATE_LIMITED', service: 'users' } })
  expect(countRequests()).toBe(2)
  expect(await readMetrics()).toContain('graphql_refusals_total{policy="limit-subgraph-clients",code="RATE_LIMITED"} 1')
})

test('a client that leaves is counted as cancelled and opens no circuit', async () => {
  const { send, readMetrics } = await start(() => {})
  for (let index = 0; index < 10; index++) {
    const client = new AbortController()
    const answer = send(`query{a${index}}`, createTestContext({ signal: client.signal }))
    setImmediate(() => client.abort())
    await expect(answer).rejects.toThrow('was not waited for')
  }
  const metrics = await readMetrics()
  expect(metrics).toContain('subgraph_fetches_total{subgraph="users",outcome="cancelled"} 10')
  expect(metrics).toContain('subgraph_breaker_state{subgraph="users"} 0')
})
