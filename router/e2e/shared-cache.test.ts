import { connectRedis } from '@ree-ai/kit/redis/connect-redis'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import { afterAll, afterEach, beforeAll, describe, expect, test, vi } from 'vitest'
import type { CacheStore } from '../src/cache/cache-store.ts'
import { createRedisCacheStore } from '../src/cache/create-redis-cache-store.ts'
import { findRedis, startRedis, type TestRedis } from './start-redis.ts'

const program = findRedis()
const quiet = { debug() {}, info() {}, warn() {}, error() {} }
const ends: (() => void)[] = []
let redis: TestRedis
let names = 0

if (program !== null) {
  beforeAll(async () => {
    redis = await startRedis(program)
  })
  afterAll(() => redis.stop())
}
afterEach(() => {
  for (const end of ends.splice(0)) end()
})

async function connect(timeoutMs = 2_000): Promise<RedisConnection> {
  const connection = connectRedis(redis.url, { timeoutMs, logger: quiet })
  ends.push(connection.close)
  await connection.waitUntilUp(2_000)
  return connection
}

const createStore = async (nowMs = () => 0): Promise<CacheStore> => createRedisCacheStore(await connect(), { nowMs })
const newName = (prefix: string) => `${prefix}${names++}`
const value = (text: string) => ({ text, storedAtMs: 0, expiresAtMs: 60_000 })

async function begin(store: CacheStore): Promise<number> {
  const { moment } = await store.getMany([])
  if (moment === null) throw new Error('the store is away')
  return moment
}

test.runIf(process.env.CI === 'true')('redis-server is installed where everything must be tested', () => {
  expect(program).not.toBeNull()
})

describe.skipIf(program === null)('a cache that routers share in Redis', () => {
  test('what one keeps another finds, as it was', async () => {
    const [one, two] = [await createStore(), await createStore()]
    const key = newName('key')
    const text = '{"a":"line\\nand \\u00e9"}'
    expect(await one.setMany([{ key, tags: [newName('tag')], value: value(text) }], await begin(one))).toBe(1)
    expect((await two.getMany([newName('key'), key])).values).toEqual([null, value(text)])
  })

  test('what one invalidates no other finds, at once, and the rest stays', async () => {
    const [one, two] = [await createStore(), await createStore()]
    const [a, b] = [newName('key'), newName('key')]
    const [tag, shared, other] = [newName('tag'), newName('tag'), newName('tag')]
    const entries = [
      { key: a, tags: [tag, shared], value: value('1') },
      { key: b, tags: [other, shared], value: value('2') },
    ]
    await one.setMany(entries, await begin(one))
    expect(await two.invalidate([tag, newName('tag')])).toBe(1)
    expect((await one.getMany([a, b])).values).toEqual([null, value('2')])
  })

  test('what began before an invalidation is not kept after it, whoever invalidated', async () => {
    const [one, two] = [await createStore(), await createStore()]
    const [key, tag] = [newName('key'), newName('tag')]
    const before = await begin(one)
    await two.invalidate([tag])
    expect(await one.setMany([{ key, tags: [tag], value: value('old') }], before)).toBe(0)
    expect(await one.setMany([{ key, tags: [tag], value: value('new') }], await begin(one))).toBe(1)
    expect((await two.getMany([key])).values).toEqual([value('new')])
  })

  test('the moment is the same until something is invalidated, and then another', async () => {
    const store = await createStore()
    const first = await begin(store)
    expect(await begin(store)).toBe(first)
    await store.invalidate([newName('tag')])
    expect(await begin(store)).toBeGreaterThan(first)
  })

  test('what is over is not found, though Redis would still have it', async () => {
    let now = 0
    const store = await createStore(() => now)
    const key = newName('key')
    await store.setMany([{ key, tags: [], value: value('x') }], await begin(store))
    now = 60_000
    expect((await store.getMany([key])).values).toEqual([null])
  })

  test('a mark that Redis evicted takes its values with it', async () => {
    const connection = await connect()
    const store = createRedisCacheStore(connection, { nowMs: () => 0 })
    const [key, tag] = [newName('key'), newName('tag')]
    await store.setMany([{ key, tags: [tag], value: value('x') }], await begin(store))
    const marks = await connection.run((client) => client.keys('router:cache:mark:*'))
    await connection.run((client) => client.del(...marks))
    expect((await store.getMany([key])).values).toEqual([null])
  })

  test('nothing is left in Redis without an end, but the moment', async () => {
    const connection = await connect()
    const store = createRedisCacheStore(connection, { nowMs: () => 0 })
    await store.setMany([{ key: newName('key'), tags: [newName('tag')], value: value('x') }], await begin(store))
    await store.invalidate([newName('tag')])
    const keys = await connection.run((client) => client.keys('router:cache:*'))
    const lifetimes = await connection.run((client) => Promise.all(keys.map((key) => client.pttl(key))))
    const endless = keys.filter((_key, index) => (lifetimes[index] ?? 0) < 0)
    expect(endless).toEqual(['router:cache:moment'])
  })

  test('while Redis is silent everything is a miss in time, and what was invalidated meanwhile is never found again', async () => {
    const connection = await connect(100)
    const store = createRedisCacheStore(connection, { nowMs: () => 0 })
    const [key, tag] = [newName('key'), newName('tag')]
    await store.setMany([{ key, tags: [tag], value: value('x') }], await begin(store))
    expect((await store.getMany([key])).values).toEqual([value('x')])
    redis.pause()
    const startMs = performance.now()
    try {
      expect(await store.getMany([key])).toEqual({ values: [null], moment: null })
      expect(await store.setMany([{ key, tags: [tag], value: value('y') }], 1)).toBe(0)
      expect(await store.invalidate([tag])).toBeNull()
      expect(performance.now() - startMs).toBeLessThan(2_000)
    } finally {
      redis.resume()
    }
    await vi.waitFor(async () => expect((await store.getMany([key])).moment).not.toBeNull(), { timeout: 5_000 })
    expect((await store.getMany([key])).values).toEqual([null])
  })
})
