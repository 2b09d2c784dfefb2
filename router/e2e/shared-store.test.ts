import { connectRedis } from '@ree-ai/kit/redis/connect-redis'
import { endedSessionsChannel } from '@ree-ai/kit/redis/ended-sessions-channel'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import { createRouterMetrics } from '../src/metrics/create-router-metrics.ts'
import { followEndedSessions } from '../src/policies/ended-sessions.ts'
import { createDocumentStore } from '../src/store/create-document-store.ts'
import { createMemoryBudgets } from '../src/store/create-memory-budgets.ts'
import { createMemoryCounters } from '../src/store/create-memory-counters.ts'
import { createRedisBudgets } from '../src/store/create-redis-budgets.ts'
import { createRedisCounters } from '../src/store/create-redis-counters.ts'
import { createStores, type Stores } from '../src/store/create-stores.ts'
import { findRedis, startRedis, type TestRedis, testRedisPassword } from './start-redis.ts'

const program = findRedis()
const callers = Array.from({ length: 200 }, (_, index) => index)
let redis: TestRedis
const ends: (() => void)[] = []
let keys = 0
const newKey = () => `key-${keys++}`

if (program !== null) {
  beforeAll(async () => {
    redis = await startRedis(program)
  })
  afterAll(() => redis.stop())
}
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

/** What the process would log, and a connection that logs there. */
function createLog() {
  const lines: string[] = []
  const write = (details: object, message: string) => void lines.push(`${message} ${JSON.stringify(details)}`)
  return { lines, logger: { debug: write, info: write, warn: write, error: write } }
}

async function connect(): Promise<RedisConnection> {
  const connection = connectRedis(redis.url, { timeoutMs: 2_000, logger: createLog().logger })
  ends.push(connection.close)
  expect(await connection.waitUntilUp(5_000)).toBe(true)
  return connection
}

const kinds = [
  {
    kind: 'in memory',
    isHere: true,
    create: async () => {
      const counters = createMemoryCounters()
      const budgets = createMemoryBudgets({ nowMs: Date.now })
      return { counters: [counters, counters], budgets: [budgets, budgets] } as const
    },
  },
  {
    kind: 'on Redis, from two connections',
    isHere: program !== null,
    create: async () => {
      const [one, other] = [await connect(), await connect()]
      return {
        counters: [createRedisCounters(one), createRedisCounters(other)],
        budgets: [createRedisBudgets(one), createRedisBudgets(other)],
      } as const
    },
  },
]

describe.each(kinds)('stores $kind', ({ isHere, create }) => {
  const bucket = { maximum: 100, restorePerSecond: 0.001 }

  test.runIf(isHere)('count each of 200 concurrent uses exactly once', async () => {
    const { counters } = await create()
    const key = newKey()
    const counts = await Promise.all(callers.map((index) => counters[index % 2 === 0 ? 0 : 1].add(key, 1, 60_000)))
    expect(counts.map(({ total }) => total).sort((one, other) => one - other)).toEqual(
      callers.map((index) => index + 1),
    )
    expect(counts.every(({ resetMs }) => resetMs > 50_000 && resetMs <= 60_000)).toBe(true)
    expect((await counters[0].add(key, 7, 60_000)).total).toBe(207)
  })

  test.runIf(isHere)(
    'begin a new window when the last has ended, to the millisecond, also under a second',
    async () => {
      const { counters } = await create()
      const key = newKey()
      expect((await counters[0].add(key, 3, 300)).total).toBe(3)
      const { total, resetMs } = await counters[1].add(key, 1, 300)
      expect([total, resetMs <= 300]).toEqual([4, true])
      await vi.waitFor(async () => expect((await counters[1].add(key, 1, 300)).total).toBeLessThan(4), {
        timeout: 5_000,
      })
    },
  )

  test.runIf(isHere)('grant from a bucket exactly what it holds to 200 concurrent callers', async () => {
    const { budgets } = await create()
    const key = newKey()
    const asked = await Promise.all(callers.map((index) => budgets[index % 2 === 0 ? 0 : 1].reserve(key, 3, bucket)))
    expect(asked.filter(({ isGranted }) => isGranted)).toHaveLength(33)
    const refused = asked.find(({ isGranted }) => !isGranted)
    expect(refused?.available).toBeCloseTo(1, 1)
    expect(refused?.waitMs).toBeGreaterThan(1_900_000)
    expect(asked[0]).toMatchObject({ isGranted: true, waitMs: 0 })
  })

  test.runIf(isHere)(
    'settle to the real amount: never above the maximum, and below zero when more was used',
    async () => {
      const { budgets } = await create()
      const key = newKey()
      await budgets[0].reserve(key, 60, bucket)
      expect(await budgets[1].settle(key, 20, bucket)).toBeCloseTo(60, 1)
      expect(await budgets[0].settle(key, 500, bucket)).toBe(100)
      await budgets[1].reserve(key, 100, bucket)
      expect(await budgets[0].settle(key, -50, bucket)).toBeCloseTo(-50, 1)
      const refused = await budgets[0].reserve(key, 10, bucket)
      expect([refused.isGranted, refused.waitMs > 59_000_000]).toEqual([false, true])
      expect((await budgets[0].reserve(key, 101, bucket)).waitMs).toBe(Number.POSITIVE_INFINITY)
    },
  )

  test.runIf(isHere)('fill by the second', async () => {
    const { budgets } = await create()
    const key = newKey()
    const quick = { maximum: 100, restorePerSecond: 500 }
    expect((await budgets[0].reserve(key, 100, quick)).isGranted).toBe(true)
    const { isGranted, waitMs } = await budgets[1].reserve(key, 100, quick)
    expect([isGranted, waitMs <= 200]).toEqual([false, true])
    await vi.waitFor(async () => expect((await budgets[1].reserve(key, 100, quick)).isGranted).toBe(true), {
      interval: 20,
    })
  })
})

if (program === null) {
  test.skip('Redis needs redis-server, which is not installed here (apt-get install redis-server)', () => {})
}

describe.skipIf(program === null)('without Redis for a while', () => {
  async function start(mode: 'open' | 'closed') {
    const registry = new Registry()
    const { lines, logger } = createLog()
    const metrics = createRouterMetrics(registry)
    const config = { REDIS_URL: redis.url, REDIS_TIMEOUT_MS: 250, LIMITS_WITHOUT_REDIS: mode }
    const stores = await createStores(config, { metrics, registry, logger, nowMs: Date.now })
    ends.push(stores.close)
    const readMetric = async (name: string) =>
      (await registry.metrics()).split('\n').filter((line) => line.startsWith(name))
    return { stores, lines, readMetric }
  }

  async function time(work: () => Promise<unknown>): Promise<number> {
    const startedAt = performance.now()
    await work()
    return performance.now() - startedAt
  }

  const untilShared = (stores: Stores) =>
    vi.waitFor(() => expect(stores.redis?.isUp()).toBe(true), { timeout: 10_000, interval: 20 })

  test('open: a killed Redis costs no request its answer or its limit, and sharing goes on by itself', async () => {
    const [one, other] = [await start('open'), await start('open')]
    const key = newKey()
    expect((await one.stores.counters.add(key, 5, 60_000)).total).toBe(5)
    await redis.kill()
    const totals: number[] = []
    const ms = await time(async () => {
      for (let calls = 0; calls < 50; calls++) totals.push((await one.stores.counters.add(key, 1, 60_000)).total)
    })
    expect(totals).toEqual(Array.from({ length: 50 }, (_, index) => index + 1))
    expect(ms).toBeLessThan(1_000)
    const bucket = { maximum: 10, restorePerSecond: 1 }
    expect((await one.stores.budgets.reserve(key, 10, bucket)).isGranted).toBe(true)
    expect((await one.stores.budgets.reserve(key, 10, bucket)).isGranted).toBe(false)
    expect(await one.readMetric('router_store_failures_total{')).toEqual([
      'router_store_failures_total{store="counters",mode="open"} 50',
      'router_store_failures_total{store="budgets",mode="open"} 2',
    ])
    expect(await one.readMetric('redis_up ')).toEqual(['redis_up 0'])
    expect(one.lines.filter((line) => line.startsWith('Redis is away'))).toHaveLength(1)
    expect(one.lines.filter((line) => line.startsWith('limits are not shared'))).toHaveLength(2)

    await redis.start()
    await Promise.all([untilShared(one.stores), untilShared(other.stores)])
    const shared = [await one.stores.counters.add(key, 1, 60_000), await other.stores.counters.add(key, 1, 60_000)]
    expect(shared.map(({ total }) => total)).toEqual([1, 2])
    expect(await one.readMetric('redis_up ')).toEqual(['redis_up 1'])
    expect(one.lines.filter((line) => line.startsWith('Redis answers again'))).toHaveLength(1)
    expect(one.lines.join('\n')).not.toContain(testRedisPassword)
    expect(one.lines.join('\n')).not.toContain(encodeURIComponent(testRedisPassword))
  })

  test('closed: refuses with SERVICE_UNAVAILABLE (503) while Redis is away', async () => {
    const { stores, readMetric } = await start('closed')
    await redis.kill()
    const refusal = { extensions: { code: 'SERVICE_UNAVAILABLE', http: { status: 503 } } }
    await expect(stores.counters.add(newKey(), 1, 60_000)).rejects.toMatchObject(refusal)
    await expect(stores.budgets.reserve(newKey(), 1, { maximum: 5, restorePerSecond: 1 })).rejects.toMatchObject(
      refusal,
    )
    expect(await stores.budgets.settle(newKey(), 1, { maximum: 5, restorePerSecond: 1 })).toBe(0)
    expect(await readMetric('router_store_failures_total{')).toEqual([
      'router_store_failures_total{store="counters",mode="closed"} 1',
      'router_store_failures_total{store="budgets",mode="closed"} 2',
    ])
    await redis.start()
    await untilShared(stores)
    expect((await stores.counters.add(newKey(), 1, 60_000)).total).toBe(1)
  })

  test.each([
    'open',
    'closed',
  ] as const)('%s: a silent Redis holds one round of requests for its deadline, and then none', async (mode) => {
    const { stores } = await start(mode)
    const add = () => stores.counters.add(newKey(), 1, 60_000).catch(() => null)
    await add()
    redis.pause()
    const first = await time(() => Promise.all(Array.from({ length: 20 }, add)))
    const later = await time(() => Promise.all(Array.from({ length: 20 }, add)))
    redis.resume()
    expect([first >= 240, first < 1_000, later < 200]).toEqual([true, true, true])
    await untilShared(stores)
    expect(await add()).toMatchObject({ total: 1 })
  })

  test('a router starts while Redis is away, and shares once it is there', async () => {
    await redis.kill()
    const { stores, lines } = await start('open')
    expect((await stores.counters.add('early', 1, 60_000)).total).toBe(1)
    expect(lines.filter((line) => line.startsWith('Redis is away'))).toHaveLength(1)
    await redis.start()
    await untilShared(stores)
    expect((await stores.counters.add('early', 1, 60_000)).total).toBe(1)
  })

  test('an address with a wrong password is away, and the password is nowhere', async () => {
    const { lines, logger } = createLog()
    const wrong = redis.url.replace(encodeURIComponent(testRedisPassword), 'hunter2hunter2')
    const connection = connectRedis(wrong, { timeoutMs: 250, logger })
    ends.push(connection.close)
    expect(await connection.waitUntilUp(500)).toBe(false)
    await expect(connection.run((client) => client.get('hunter2hunter2'))).rejects.toThrow('Redis is away')
    expect(lines).toHaveLength(1)
    expect(lines.join()).toMatch(/^Redis is away.*WRONGPASS/)
    expect(lines.join()).not.toContain('hunter2')
    expect(() => connectRedis('redis://:hunter2@host:port', { timeoutMs: 250, logger })).toThrow(/^(?!.*hunter2)/)
  })
})

describe.skipIf(program === null)('documents', () => {
  test('one router knows what another was told, and does without Redis', async () => {
    const [one, other] = [await connect(), await connect()].map((connection) =>
      createDocumentStore({ redis: connection, entriesMax: 10 }),
    )
    await one?.set('apq:1', '{ me }')
    expect(await other?.get('apq:1')).toBe('{ me }')
    await redis.kill()
    expect(await other?.get('apq:1')).toBe('{ me }')
    expect(await one?.get('apq:2')).toBeUndefined()
    await one?.set('apq:2', '{ you }')
    expect(await one?.get('apq:2')).toBe('{ you }')
    await one?.delete('apq:2')
    expect(await one?.get('apq:2')).toBeUndefined()
    await redis.start()
  })
})

describe.skipIf(program === null)('ended sessions', () => {
  test('are heard of through Redis alone, also after Redis was away; nonsense is nothing', async () => {
    const [routers, users] = [await connect(), await connect()]
    const cursor = { sessions: [], cursor: 'c', hasMore: false }
    const ended = followEndedSessions({
      subgraph: 'users',
      // A list that never has news.
      transport: async ({ path, signal }) => {
        if (path.includes('wait'))
          await new Promise((_, reject) => signal?.addEventListener('abort', () => reject(new Error('aborted'))))
        return { status: 200, headers: {}, body: JSON.stringify(cursor) }
      },
      secret: 's'.repeat(32),
      redis: routers,
      forgetAfterMs: 60_000,
      logger: createLog().logger,
      nowMs: Date.now,
    })
    const heard: string[] = []
    ended.onEnded((id) => heard.push(id))
    ended.start()
    ends.push(ended.stop)
    const publish = (message: string) => users.run((client) => client.publish(endedSessionsChannel, message))
    const tell = (id: string) => publish(JSON.stringify({ sessions: [{ id, endedAtMs: Date.now() }] }))
    const heardBy = { timeout: 10_000, interval: 20 }
    // Nobody knows when a subscription has begun: tell until somebody hears.
    await vi.waitFor(async () => expect(await tell('one')).toBe(1), heardBy)
    for (const nonsense of ['', '{', '[]', '{"sessions":[{"id":7}]}']) await publish(nonsense)
    const startedAt = performance.now()
    await tell('two')
    await vi.waitFor(() => expect(heard).toEqual(['one', 'two']), { interval: 1 })
    console.info(`heard through Redis in ${(performance.now() - startedAt).toFixed(1)} ms`)
    expect([ended.isEnded('two'), ended.isEnded('three')]).toEqual([true, false])

    await redis.kill()
    await redis.start()
    await vi.waitFor(async () => expect(await tell('three')).toBe(1), heardBy)
    await vi.waitFor(() => expect(ended.isEnded('three')).toBe(true), heardBy)
  })
})
