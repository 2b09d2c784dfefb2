import { createHash } from 'node:crypto'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { CachedValue, CacheStore } from './cache-store.ts'

const valuePrefix = 'router:cache:value:'
const markPrefix = 'router:cache:mark:'
const momentKey = 'router:cache:moment'
/** How long a mark is kept at least: longer than any fetch takes. */
const holdMs = 15 * 60_000
/** Invalidations that wait for Redis to come back; when there are more, everything is invalid. */
const pendingMax = 10_000

/** KEYS: the value, its marks. ARGV: moment, value, lifetime. A mark younger than the moment refuses; the others live as long as the value. */
const setScript = `
for i = 2, #KEYS do
  local mark = redis.call('GET', KEYS[i])
  if mark and tonumber(mark) > tonumber(ARGV[1]) then return 0 end
end
for i = 2, #KEYS do
  redis.call('SET', KEYS[i], ARGV[1], 'PX', ARGV[3], 'NX')
  if redis.call('PTTL', KEYS[i]) < tonumber(ARGV[3]) then redis.call('PEXPIRE', KEYS[i], ARGV[3]) end
end
redis.call('SET', KEYS[1], ARGV[2], 'PX', ARGV[3])
return 1`

/**
 * KEYS: the moment, marks. ARGV: how long they are held. Moments are microseconds of Redis' clock, which go on where it does not, so
 * that none comes twice, not even after they were lost.
 */
const invalidateScript = `
local time = redis.call('TIME')
local last = tonumber(redis.call('GET', KEYS[1]) or '0')
local now = string.format('%.0f', math.max(time[1] * 1000000 + time[2], last + 1))
redis.call('SET', KEYS[1], now)
local count = 0
for i = 2, #KEYS do
  local lifetime = redis.call('PTTL', KEYS[i])
  if lifetime > 0 then count = count + 1 end
  redis.call('SET', KEYS[i], now, 'PX', math.max(lifetime, tonumber(ARGV[1])))
end
return count`

/** KEYS: the moment. Returns it; the first time, or once it was lost, it is now. */
const beginScript = `
local time = redis.call('TIME')
redis.call('SET', KEYS[1], string.format('%.0f', time[1] * 1000000 + time[2]), 'NX')
return redis.call('GET', KEYS[1])`

/** Every tag that is ever used counts among these too: it stands for all others. */
const everything = 'everything'

/**
 * Keeps answers in Redis, for all routers on it. Marks of tags as in `createMemoryCacheStore`. While Redis is away nothing is found or kept, and what is invalidated meanwhile is so before this router
 * reads from it again. How much Redis holds is its own setting (`maxmemory`); whatever it evicts is a miss.
 */
export function createRedisCacheStore(redis: RedisConnection, options: { readonly nowMs: () => number }): CacheStore {
  const { nowMs } = options
  const pending = new Set<string>()

  function mark(tags: readonly string[]): Promise<number> {
    const keys = tags.map(toMarkKey)
    return redis.run(
      (client) => client.eval(invalidateScript, keys.length + 1, momentKey, ...keys, holdMs) as Promise<number>,
    )
  }

  /** Brings what could not be invalidated. Rejects while Redis is away. */
  async function settlePending(): Promise<void> {
    if (pending.size === 0) return
    const tags = [...pending]
    await mark(tags)
    for (const tag of tags) pending.delete(tag)
  }

  return {
    async getMany(keys) {
      try {
        await settlePending()
        const [last, ...texts] = await redis.run((client) =>
          client.mget([momentKey, ...keys.map((key) => valuePrefix + key)]),
        )
        const moment = Number(last ?? (await redis.run((client) => client.eval(beginScript, 1, momentKey))))
        const found = texts.map((text) => (text === null ? null : decode(text)))
        const tags = [...new Set(found.flatMap((each) => each?.tags ?? []))]
        const marks = new Map<string, number>()
        if (tags.length > 0) {
          const values = await redis.run((client) => client.mget(tags.map(toMarkKey)))
          for (const [index, tag] of tags.entries()) marks.set(tag, Number(values[index] ?? Infinity))
        }
        const isValid = (each: Decoded) =>
          each.value.expiresAtMs > nowMs() && each.tags.every((tag) => (marks.get(tag) ?? Infinity) <= each.moment)
        return { values: found.map((each) => (each !== null && isValid(each) ? each.value : null)), moment }
      } catch {
        return { values: keys.map(() => null), moment: null }
      }
    },
    async setMany(entries, moment) {
      try {
        const results = await redis.run((client) =>
          Promise.all(
            entries.map((entry) => {
              const tags = [...entry.tags, everything]
              const lifetimeMs = Math.max(1, Math.ceil(entry.value.expiresAtMs - entry.value.storedAtMs))
              const keys = [valuePrefix + entry.key, ...tags.map(toMarkKey)]
              return client.eval(setScript, keys.length, ...keys, moment, encode(entry.value, tags, moment), lifetimeMs)
            }),
          ),
        )
        return results.filter((result) => result === 1).length
      } catch {
        return 0
      }
    },
    async invalidate(tags) {
      if (tags.length === 0) return 0
      try {
        await settlePending()
        return await mark(tags)
      } catch {
        for (const tag of tags) pending.add(tag)
        if (pending.size > pendingMax) {
          pending.clear()
          pending.add(everything)
        }
        return null
      }
    },
  }
}

interface Decoded {
  readonly value: CachedValue
  readonly tags: readonly string[]
  readonly moment: number
}

/** A line about the value, then the value as it is. */
function encode({ storedAtMs, expiresAtMs, text }: CachedValue, tags: readonly string[], moment: number): string {
  return `${JSON.stringify({ storedAtMs, expiresAtMs, tags, moment })}\n${text}`
}

function decode(text: string): Decoded | null {
  const end = text.indexOf('\n')
  try {
    const { storedAtMs, expiresAtMs, tags, moment } = JSON.parse(text.slice(0, end))
    return { value: { text: text.slice(end + 1), storedAtMs, expiresAtMs }, tags, moment }
  } catch {
    return null
  }
}

/** Tags may be long; their marks' keys are not. */
function toMarkKey(tag: string): string {
  return markPrefix + createHash('sha256').update(tag).digest('base64url').slice(0, 22)
}
