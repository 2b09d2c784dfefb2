import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import { LRUCache } from 'lru-cache'

/** What Apollo Server keeps persisted queries in (`KeyValueCache` of `@apollo/utils.keyvaluecache`). */
export interface DocumentStore {
  readonly get: (key: string) => Promise<string | undefined>
  /** `ttl` in seconds. */
  readonly set: (key: string, value: string, options?: { readonly ttl?: number | null }) => Promise<void>
  readonly delete: (key: string) => Promise<void>
}

/** A longer document is not kept: its client sends it whole each time. */
const charactersMax = 65_536
const memoryCharactersMax = 32 * 1024 * 1024
const prefix = 'ree-ai:document:'
/** A document that nobody has used again is forgotten first. */
const unusedSeconds = 3_600
const usedSeconds = 7 * 86_400

/**
 * Documents by their hash: in memory, at most `entriesMax` and 32 Mi characters of them, the last used ones; with Redis
 * also there, for every replica. It never rejects: while Redis is away a document it alone knows is unknown, and its
 * client sends it again.
 */
export function createDocumentStore(deps: {
  readonly redis: RedisConnection | null
  readonly entriesMax: number
}): DocumentStore {
  const { redis } = deps
  const memory = new LRUCache<string, string>({
    max: deps.entriesMax,
    maxSize: memoryCharactersMax,
    sizeCalculation: (value, key) => value.length + key.length,
  })
  return {
    async get(key) {
      const known = memory.get(key)
      if (known !== undefined || redis === null) return known
      const found = await redis.run((client) => client.getex(prefix + key, 'EX', usedSeconds)).catch(() => null)
      if (found === null) return undefined
      memory.set(key, found)
      return found
    },
    async set(key, value, options) {
      if (value.length > charactersMax) return
      memory.set(key, value, { ttl: options?.ttl ? options.ttl * 1_000 : undefined })
      await redis?.run((client) => client.set(prefix + key, value, 'EX', options?.ttl ?? unusedSeconds)).catch(() => {})
    },
    async delete(key) {
      memory.delete(key)
      await redis?.run((client) => client.del(prefix + key)).catch(() => {})
    },
  }
}
