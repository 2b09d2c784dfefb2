import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { Redis } from 'ioredis'
import type { Counters } from './counters.ts'

/** Counts, and begins the window with the first use; `-1` is a key without an end, which must not count for ever. */
const script = `
local total = redis.call('INCRBY', KEYS[1], ARGV[1])
local resetMs = redis.call('PTTL', KEYS[1])
if resetMs < 0 then
  redis.call('PEXPIRE', KEYS[1], ARGV[2])
  resetMs = tonumber(ARGV[2])
end
return { total, resetMs }
`

interface Commands {
  readonly reeCount: (key: string, amount: number, windowMs: number) => Promise<[total: number, resetMs: number]>
}

/**
 * Counters that all routers of one Redis share. One script does each count, so that exactly as many pass as may, whoever
 * asks at the same time and wherever; Redis' clock ends the windows and Redis forgets them then. Rejects when Redis
 * does not answer in time: whether it counted is then not known.
 */
export function createRedisCounters(redis: RedisConnection): Counters {
  const prepared = new WeakSet<Redis>()
  return {
    async add(key, amount, windowMs) {
      const [total, resetMs] = await redis.run((client) => {
        if (!prepared.has(client)) client.defineCommand('reeCount', { numberOfKeys: 1, lua: script })
        prepared.add(client)
        return (client as Redis & Commands).reeCount(`ree-ai:count:${key}`, amount, Math.ceil(windowMs))
      })
      return { total, resetMs }
    },
  }
}
