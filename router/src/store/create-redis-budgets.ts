import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { Redis } from 'ioredis'
import type { Bucket, Budgets } from './budgets.ts'
import { findWaitMs } from './find-wait-ms.ts'

/**
 * Fills the bucket up to now by Redis' clock, then takes `amount` (negative gives back): with `isStrict` only when the bucket
 * holds it. Returns whether it was taken and what is there. A full bucket is no key; another one ends when it is full.
 */
const script = `
local amount, maximum, perMs = tonumber(ARGV[1]), tonumber(ARGV[2]), tonumber(ARGV[3]) / 1000
local time = redis.call('TIME')
local nowMs = time[1] * 1000 + time[2] / 1000
local state = redis.call('HMGET', KEYS[1], 'available', 'atMs')
local available = maximum
if state[1] then
  available = math.min(maximum, tonumber(state[1]) + math.max(0, nowMs - tonumber(state[2])) * perMs)
end
local isTaken = ARGV[4] == '0' or amount <= available
if isTaken then
  available = math.min(maximum, available - amount)
  if available == maximum then
    redis.call('DEL', KEYS[1])
  else
    redis.call('HSET', KEYS[1], 'available', string.format('%.17g', available), 'atMs', string.format('%.17g', nowMs))
    redis.call('PEXPIRE', KEYS[1], string.format('%.0f', math.min(math.ceil((maximum - available) / perMs), 1e12)))
  end
end
return { isTaken and 1 or 0, string.format('%.17g', available) }
`

interface Commands {
  readonly reeTake: (
    key: string,
    amount: number,
    maximum: number,
    restorePerSecond: number,
    isStrict: 0 | 1,
  ) => Promise<[isTaken: 0 | 1, available: string]>
}

/** Budgets that all routers of one Redis share: each call is one script. Rejects when Redis does not answer in time. */
export function createRedisBudgets(redis: RedisConnection): Budgets {
  const prepared = new WeakSet<Redis>()

  async function take(key: string, amount: number, { maximum, restorePerSecond }: Bucket, isStrict: 0 | 1) {
    const [isTaken, available] = await redis.run((client) => {
      if (!prepared.has(client)) client.defineCommand('reeTake', { numberOfKeys: 1, lua: script })
      prepared.add(client)
      return (client as Redis & Commands).reeTake(`ree-ai:budget:${key}`, amount, maximum, restorePerSecond, isStrict)
    })
    return { isGranted: isTaken === 1, available: Number(available) }
  }

  return {
    async reserve(key, amount, bucket) {
      const { isGranted, available } = await take(key, amount, bucket, 1)
      return { isGranted, available, waitMs: isGranted ? 0 : findWaitMs(amount, available, bucket) }
    },
    async settle(key, refund, bucket) {
      const { available } = await take(key, -refund, bucket, 0)
      return available
    },
  }
}
