import { LRUCache } from 'lru-cache'
import type { CachedValue, CacheMoment, CacheStore } from './cache-store.ts'

interface Kept {
  readonly value: CachedValue
  readonly tags: readonly string[]
  readonly moment: CacheMoment
}

/**
 * Keeps answers in the memory of this process, about `bytesMax` of them; what was used longest ago goes first.
 *
 * Each tag has a mark: the moment of its last invalidation. A value counts while all its tags have marks that are not younger than
 * itself. So an invalidation takes no search, and a mark that had to make room takes its values with it.
 */
export function createMemoryCacheStore(options: {
  readonly bytesMax: number
  readonly nowMs: () => number
}): CacheStore {
  const { nowMs } = options
  const marksBytesMax = Math.ceil(options.bytesMax / 4)
  const bytesMax = Math.max(1, options.bytesMax - marksBytesMax)
  const values = new LRUCache<string, Kept>({
    maxSize: bytesMax,
    sizeCalculation: ({ value, tags }, key) =>
      2 * (value.text.length + key.length + tags.reduce((sum, tag) => sum + tag.length, 0)) + 200,
  })
  const marks = new LRUCache<string, CacheMoment>({
    maxSize: marksBytesMax,
    sizeCalculation: (_mark, tag) => 2 * tag.length + 100,
    dispose: (mark, _tag, reason) => {
      if (reason === 'evict') youngestForgotten = Math.max(youngestForgotten, mark)
    },
  })
  let youngestForgotten: CacheMoment = 0
  /** Counts invalidations. */
  let now: CacheMoment = 0

  function find(key: string): CachedValue | null {
    const kept = values.get(key)
    if (kept === undefined) return null
    const { value, tags, moment } = kept
    const isValid = value.expiresAtMs > nowMs() && tags.every((tag) => (marks.get(tag) ?? Infinity) <= moment)
    if (isValid) return value
    values.delete(key)
    return null
  }

  return {
    async getMany(keys) {
      return { values: keys.map(find), moment: now }
    },
    async setMany(entries, moment) {
      let count = 0
      for (const { key, tags, value } of entries) {
        if (tags.some((tag) => (marks.get(tag) ?? youngestForgotten) > moment)) continue
        for (const tag of tags) if (!marks.has(tag)) marks.set(tag, now)
        values.set(key, { value, tags, moment: now })
        count += 1
      }
      return count
    },
    async invalidate(tags) {
      now += 1
      const count = tags.filter((tag) => marks.has(tag)).length
      for (const tag of tags) marks.set(tag, now)
      return count
    },
  }
}
