import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { connectRedis } from '@ree-ai/kit/redis/connect-redis'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createUsers } from '@ree-ai/users/subgraph'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { composeTestSupergraph } from '../src/execution/start-test-graph.ts'
import { ask, type OperationAnswer } from './platform-under-test.ts'
import { findRedis, startRedis, type TestRedis, testRedisPassword } from './start-redis.ts'
import { startRouter, type TestRouter } from './start-router.ts'

const program = findRedis()
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const secret = randomBytes(32).toString('hex')
const deadlineMs = 1_000
const clientMax = 400

const limited: Subgraph<RequestContext> = {
  name: 'limited',
  typeDefs: `
    extend schema
      @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@composeDirective"])
      @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
      @composeDirective(name: "@rateLimit")
    directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
    type Query {
      free: String
      guess(name: String!): String @rateLimit(max: 50, window: "1h", identityArgs: ["name"])
      fetch(ids: [ID!]!): Int @rateLimit(max: 20, window: "1h", arrayLengthField: "ids", message: "Enough.")
    }
  `,
  resolvers: {
    Query: { free: () => 'free', guess: () => 'wrong', fetch: (_: unknown, { ids }: { ids: string[] }) => ids.length },
  },
  createContext: (request) => request,
}

// Four routers and a database on whatever machine there is: what is measured has its own, shorter time.
describe.skipIf(program === null)(
  'two routers that share one Redis, each a process of its own',
  { timeout: 120_000 },
  () => {
    const folder = mkdtempSync(join(tmpdir(), 'ree-ai-replicas-'))
    const stops: (() => Promise<unknown> | unknown)[] = []
    let redis: TestRedis
    let database: Database
    let one: TestRouter
    let other: TestRouter
    let closed: TestRouter
    let alone: TestRouter

    beforeAll(async () => {
      redis = await startRedis(program ?? '')
      database = await openTestDatabase()
      const connection = connectRedis(redis.url, { timeoutMs: 1_000, logger: quiet })
      await connection.waitUntilUp(5_000)
      const users = createUsers(
        { algorithm: 'EdDSA', accessTokenMinutes: 60, keyEncryptionSecrets: [secret] },
        {
          client: database.client,
          secrets: [secret],
          logger: quiet,
          redis: connection,
          nowMs: Date.now,
          bcryptCost: 4,
        },
      )
      const serve = async <Context extends RequestContext>(subgraph: Subgraph<Context>) => {
        const registry = new Registry()
        const server = await createSubgraphServer(subgraph, {
          secrets: [secret],
          logger: quiet,
          registry,
          nowMs: Date.now,
        })
        stops.push(() => server.close())
        return server.listen({ port: 0, host: '127.0.0.1' })
      }
      const file = join(folder, 'supergraph.graphql')
      writeFileSync(file, composeTestSupergraph({ users, limited }))
      const environment = {
        NODE_ENV: 'test',
        ROUTER_SUBGRAPH_SECRET: secret,
        SUBGRAPH_USERS_URL: await serve(users),
        SUBGRAPH_LIMITED_URL: await serve(limited),
        CLIENT_LIMIT_MINUTE: String(clientMax),
        COST_BUDGET_MAX: '0',
        BATCH_MAX: '10',
        REDIS_TIMEOUT_MS: String(deadlineMs),
      }
      const shared = { ...environment, REDIS_URL: redis.url }
      ;[one, other] = await Promise.all([startRouter(file, shared), startRouter(file, shared)])
      ;[closed, alone] = await Promise.all([
        startRouter(file, { ...shared, LIMITS_WITHOUT_REDIS: 'closed' }),
        startRouter(file, environment),
      ])
      stops.unshift(...[one, other, closed, alone].map((router) => router.stop))
      stops.push(connection.close)
      // A first operation waits for the planner's start.
      for (const router of [one, other, closed, alone]) await send(router, '{ free me { id } }')
    }, 240_000)

    afterAll(async () => {
      for (const stop of stops) await stop()
      await database.close()
      await redis.stop()
      rmSync(folder, { recursive: true, force: true })
    }, 60_000)

    const send = (router: TestRouter, query: string, token?: string) =>
      ask<Record<string, unknown>>(
        { url: router.url } as Parameters<typeof ask>[0],
        query,
        undefined,
        token,
      ) as Promise<OperationAnswer<Record<string, unknown>>>
    /** Half to each router, all at once. */
    const flood = (count: number, query: string, token?: string) =>
      Promise.all(Array.from({ length: count }, (_, index) => send(index % 2 === 0 ? one : other, query, token)))
    const register = async (name: string) => {
      const input = `{ email: "${name}@example.com", password: "plover-kettle-97" }`
      const { data } = await send(alone, `mutation { register(input: ${input}) { accessToken } }`)
      return (data as { readonly register: { readonly accessToken: string } }).register.accessToken
    }
    const readMetric = async (router: TestRouter, name: string) =>
      (await (await fetch(`${router.adminUrl}/metrics`)).text()).split('\n').filter((line) => line.startsWith(name))

    test('exactly `max` of 200 concurrent uses of a field pass, whichever router is asked', async () => {
      const answers = await flood(200, '{ free guess(name: "ada") }', await register('field'))
      expect(answers.every(({ status, data }) => status === 200 && data?.free === 'free')).toBe(true)
      expect(answers.filter(({ data }) => data?.guess === 'wrong')).toHaveLength(50)
      const refused = answers.find(({ errors }) => errors.length > 0)
      expect(refused?.errors).toMatchObject([{ path: ['guess'], extensions: { code: 'RATE_LIMITED' } }])
      const wait = Number(refused?.errors[0]?.extensions.retryAfterSeconds)
      expect([wait > 3_500, wait <= 3_600]).toEqual([true, true])
    })

    test('what a list argument holds counts, on both together', async () => {
      const token = await register('list')
      const answers = await flood(10, '{ fetch(ids: ["1", "2", "3", "4"]) }', token)
      expect(answers.filter(({ data }) => data?.fetch === 4)).toHaveLength(5)
      expect(answers.flatMap(({ errors }) => errors.map(({ message }) => message))).toEqual(
        new Array(5).fill('Enough.'),
      )
    })

    test('a batch and aliases count as what is in them', async () => {
      const token = await register('batch')
      const body = JSON.stringify(new Array(10).fill({ query: '{ a: guess(name: "bob") b: guess(name: "Bob") }' }))
      const headers = { 'content-type': 'application/json', authorization: `Bearer ${token}` }
      const responses = await Promise.all(
        [one, other, one, other].map(({ url }) => fetch(`${url}/graphql`, { method: 'POST', headers, body })),
      )
      const answers = (await Promise.all(responses.map((response) => response.json()))).flat() as { data: object }[]
      expect(answers).toHaveLength(40)
      expect(answers.flatMap(({ data }) => Object.values(data)).filter((value) => value === 'wrong')).toHaveLength(50)
      const left = responses.map(({ headers }) => Number(/r=(\d+)/.exec(headers.get('ratelimit') ?? '')?.[1]))
      expect(Math.min(...left)).toBe(clientMax - 40)
    })

    test('exactly as many operations of a client pass as may, and the headers tell', async () => {
      const token = await register('client')
      const answers = await flood(clientMax + 100, '{ free }', token)
      const passed = answers.filter(({ status }) => status === 200)
      expect(passed).toHaveLength(clientMax)
      const left = passed.map(({ headers }) =>
        Number(/^"minute";r=(\d+);t=\d+/.exec(headers.get('ratelimit') ?? '')?.[1]),
      )
      expect(left.sort((first, second) => first - second)).toEqual(
        Array.from({ length: clientMax }, (_, index) => index),
      )
      const refused = answers.filter(({ status }) => status === 429)
      expect(refused).toHaveLength(100)
      expect(refused[0]?.errors).toMatchObject([{ extensions: { code: 'RATE_LIMITED' } }])
      const { headers } = refused[0] as (typeof refused)[number]
      expect(headers.get('ratelimit-policy')).toBe(
        `"minute";q=${clientMax};w=60, "hour";q=1000;w=3600, "day";q=10000;w=86400`,
      )
      expect(headers.get('ratelimit')).toMatch(/^"minute";r=0;t=\d+$/)
      expect(Number(headers.get('retry-after'))).toBeGreaterThan(0)
    })

    test.each([
      ['another router that shares Redis', () => other],
      ['a router without Redis', () => alone],
    ])('a session that was ended is refused at once by %s', async (name, getRouter) => {
      const token = await register(`session-${name.length}`)
      expect((await send(getRouter(), '{ me { id } }', token)).data?.me).toMatchObject({ id: expect.any(String) })
      expect((await send(one, 'mutation { logout }', token)).data).toEqual({ logout: true })
      const startedAt = performance.now()
      await vi.waitFor(async () => expect((await send(getRouter(), '{ me { id } }', token)).status).toBe(401), {
        interval: 1,
      })
      const ms = performance.now() - startedAt
      console.info(`refused by ${name} ${Math.round(ms)} ms after the answer to logout`)
      expect(ms).toBeLessThan(500)
    })

    test('while Redis is away each limits by itself (open) or refuses (closed), in time; then they share again', async () => {
      const token = await register('away')
      const query = '{ guess(name: "away") }'
      await flood(40, query, token)
      await redis.kill()
      const startedAt = performance.now()
      const [open, refused] = [await send(one, query, token), await send(closed, query, token)]
      const ms = performance.now() - startedAt
      expect(open.data).toEqual({ guess: 'wrong' })
      expect([refused.status, refused.errors]).toMatchObject([503, [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }]])
      expect(refused.headers.get('retry-after')).toBe('1')
      expect(ms).toBeLessThan(2 * deadlineMs)
      // Each counts for itself, still up to the limit: one has been used once.
      const [ofOne, ofOther] = await Promise.all(
        [one, other].map((router) => Promise.all(Array.from({ length: 60 }, () => send(router, query, token)))),
      )
      expect([ofOne, ofOther].map((answers) => answers?.filter(({ data }) => data?.guess === 'wrong').length)).toEqual([
        49, 50,
      ])
      expect(await readMetric(one, 'router_store_failures_total{store="counters",mode="open"}')).toHaveLength(1)
      expect(await readMetric(closed, 'router_store_failures_total{store="counters",mode="closed"}')).toHaveLength(1)
      expect(await readMetric(one, 'redis_up ')).toEqual(['redis_up 0'])
      expect(one.read().split('limits are not shared through Redis: each router limits by itself')).toHaveLength(2)

      await redis.start()
      await vi.waitFor(
        async () => {
          const up = await Promise.all([one, other, closed].map((router) => readMetric(router, 'redis_up ')))
          expect(up.flat()).toEqual(new Array(3).fill('redis_up 1'))
        },
        { timeout: 10_000 },
      )
      const again = await flood(100, '{ guess(name: "again") }', await register('again'))
      expect(again.filter(({ data }) => data?.guess === 'wrong')).toHaveLength(50)
      expect((await send(closed, '{ free }')).data).toEqual({ free: 'free' })
      for (const router of [one, other, closed])
        expect(router.read()).not.toContain(encodeURIComponent(testRedisPassword))
    })

    test('a silent Redis costs nobody more than the deadline', async () => {
      const token = await register('silent')
      redis.pause()
      const startedAt = performance.now()
      const answer = await send(one, '{ guess(name: "silent") }', token)
      const ms = performance.now() - startedAt
      redis.resume()
      expect(answer.data).toEqual({ guess: 'wrong' })
      expect(ms).toBeLessThan(deadlineMs + 1_000)
      await vi.waitFor(async () => expect(await readMetric(one, 'redis_up ')).toEqual(['redis_up 1']), {
        timeout: 10_000,
      })
      const state = (await (await fetch(`${one.url}/readyz`)).json()) as Record<string, unknown>
      expect(state).toMatchObject({ endedSessions: 'followed', redis: 'up' })
    })
  },
)

if (program === null) {
  test.skip('two routers need redis-server, which is not installed here (apt-get install redis-server)', () => {})
}
