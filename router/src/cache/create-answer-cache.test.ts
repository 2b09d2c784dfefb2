import { createLogger } from '@ree-ai/kit/logging/create-logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import { composeSubgraph } from '../execution/fetch/compose-subgraph.ts'
import { startTestGraph, type TestGraph, type TestSubgraph } from '../execution/start-test-graph.ts'
import { createRouterMetrics } from '../metrics/create-router-metrics.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { createAnswerCache } from './create-answer-cache.ts'

const links = `
  extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@inaccessible"])
  enum CacheControlScope @inaccessible { PUBLIC PRIVATE }
  directive @cacheControl(maxAge: Int, scope: CacheControlScope, inheritMaxAge: Boolean)
    on FIELD_DEFINITION | OBJECT | INTERFACE | UNION
`
const ada = { id: 'ada', role: 'USER', scopes: [], sessionId: 's1' } as const
const bob = { id: 'bob', role: 'USER', scopes: [], sessionId: 's2' } as const
const nowMs = { value: Date.parse('2026-01-01T00:00:00Z') }
let stock = 5

const subgraphs: Readonly<Record<string, TestSubgraph>> = {
  shop: {
    typeDefs: `${links}
      type Query {
        items: [Item!]! @cacheControl(maxAge: 60)
        basket: [Item!]! @cacheControl(maxAge: 30, scope: PRIVATE)
        now: Int
      }
      type Mutation { sell: Int }
      type Item @key(fields: "id") { id: ID! }
    `,
    resolvers: {
      Query: {
        items: () => [{ id: '1' }, { id: '2' }],
        basket: (_: unknown, _arguments: unknown, { viewer }: { viewer: { id: string } | null }) =>
          viewer === null ? [] : [{ id: viewer.id }],
        now: () => 1,
      },
      Mutation: {
        sell: () => {
          stock -= 1
          return stock
        },
      },
    },
  },
  stock: {
    typeDefs: `${links}
      type Item @key(fields: "id") @cacheControl(maxAge: 20) { id: ID! left: Int broken: Int }
    `,
    resolvers: {
      Item: {
        __resolveReference: ({ id }: { id: string }) => ({ id }),
        left: () => stock,
        broken: () => {
          throw new Error('broken')
        },
      },
    },
  },
}

const sent: string[] = []
const registry = new Registry()
const metrics = createRouterMetrics(registry)
const settings = { CACHE: true, CACHE_MIB: 1, CACHE_SECONDS_MAX: 3_600 }
let cache = createAnswerCache(settings, { redis: null, metrics, nowMs: () => nowMs.value })
let graph: TestGraph

beforeAll(async () => {
  const logger = createLogger('test', 'silent')
  const transports = new Map<string, Transport>()
  graph = await startTestGraph(subgraphs, {
    policies: [],
    wrapTransport(name, transport) {
      const noted: Transport = async (request) => {
        sent.push(name)
        const response = await transport(request)
        if (!(request.body ?? '').includes('sell')) return response
        // What a subgraph says with its mutation.
        const answer = JSON.parse(response.body)
        return {
          ...response,
          body: JSON.stringify({ ...answer, extensions: { invalidatesCache: ['subgraph:stock'] } }),
        }
      }
      transports.set(name, noted)
      return noted
    },
    createSubgraph(address, supergraph) {
      const transport: Transport = (request) =>
        transports.get(address.name)?.(request) ?? Promise.reject(new Error('no transport'))
      const composed = composeSubgraph(
        {
          ROUTER_SUBGRAPH_SECRET: ['a secret of the test graph, long enough'],
          SUBGRAPH_TIMEOUT_MS: 10_000,
          SUBGRAPH_ANSWER_BYTES_MAX: 1_048_576,
          SUBGRAPH_LIMITS: {},
          NETWORK_LIMIT_FACTOR: 0,
          RETRY_RATIO: 0.1,
          BREAKER_RATIO: 0.5,
          BREAKER_REQUESTS_MIN: 10,
          BREAKER_OPEN_MS: 1_000,
          SHARE_REQUESTS: true,
          CACHE_SECONDS_MAX: 3_600,
        },
        address,
        {
          transport,
          counters: createMemoryCounters(),
          metrics,
          tracer: null,
          onResolvers() {},
          logger,
          // The subgraphs of the test have a clock that stands.
          nowMs: () => Date.parse('2026-01-01T00:00:00Z'),
          random: () => 0,
        },
      )
      return {
        ...composed,
        // A cache for each test.
        send: (request) => (cache === null ? composed : cache.wrap(composed, supergraph)).send(request),
      }
    },
  })
})
afterAll(() => graph.stop())
beforeEach(() => {
  sent.length = 0
  stock = 5
  nowMs.value = Date.parse('2026-01-01T00:00:00Z')
  cache = createAnswerCache(settings, { redis: null, metrics, nowMs: () => nowMs.value })
})

const items = '{ items { id left } }'

test('what @cacheControl of real subgraphs allows is kept across subgraphs, entity by entity, and the response says how long', async () => {
  const first = await graph.run(items)
  expect(first.headers.get('cache-control')).toBe('max-age=20, public')
  expect(first.headers.get('age')).toBe('0')
  nowMs.value += 15_000
  const second = await graph.run(items)
  expect(second.data).toEqual(first.data)
  expect(second.headers.get('cache-control')).toBe('max-age=20, public')
  expect(second.headers.get('age')).toBe('15')
  expect(sent).toEqual(['shop', 'stock'])
  nowMs.value += 5_000
  await graph.run(items)
  expect(sent).toEqual(['shop', 'stock', 'stock'])
})

test('what is one viewer’s no other gets, and the response is private', async () => {
  const mine = await graph.run('{ basket { id } }', { viewer: ada })
  expect(mine.headers.get('cache-control')).toBe('max-age=30, private')
  expect((await graph.run('{ basket { id } }', { viewer: ada })).data).toEqual({ basket: [{ id: 'ada' }] })
  expect(sent).toHaveLength(1)
  expect((await graph.run('{ basket { id } }', { viewer: bob })).data).toEqual({ basket: [{ id: 'bob' }] })
  expect((await graph.run('{ basket { id } }')).data).toEqual({ basket: [] })
  expect(sent).toHaveLength(3)
})

test.each([
  ['a field that says nothing', '{ items { id } now }'],
  ['an error', '{ items { id broken } }'],
  ['a mutation', 'mutation { sell }'],
  ['a refused operation', '{ unknown }'],
])('with %s the response is not kept by anyone', async (_, query) => {
  const { headers } = await graph.run(query)
  expect(headers.get('cache-control')).toBe('no-store')
  expect(headers.has('age')).toBe(false)
})

test('who changes something sees it in the next query', async () => {
  expect((await graph.run('{ items { left } }')).data).toEqual({ items: [{ left: 5 }, { left: 5 }] })
  await graph.run('mutation { sell }')
  expect((await graph.run('{ items { left } }')).data).toEqual({ items: [{ left: 4 }, { left: 4 }] })
})

test('hits, misses and what was kept are counted by subgraph', async () => {
  metrics.cache.reset()
  await graph.run(items)
  await graph.run(items)
  const { values } = await metrics.cache.get()
  expect(values.map(({ labels, value }) => [labels.subgraph, labels.event, value])).toEqual([
    ['shop', 'miss', 1],
    ['shop', 'store', 1],
    ['stock', 'miss', 2],
    ['stock', 'store', 2],
    ['shop', 'hit', 1],
    ['stock', 'hit', 2],
  ])
})
