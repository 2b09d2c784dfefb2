import { RateLimiterMemory } from 'rate-limiter-flexible'
import type { Counters } from './counters.ts'

/** Counters of one process. A count takes memory until its window ends, not longer. */
export function createMemoryCounters(): Counters {
  // The callers compare with their own limits; this only counts.
  const limiter = new RateLimiterMemory({ points: Number.MAX_SAFE_INTEGER, duration: 1 })
  return {
    async add(key, amount, windowMs) {
      const result = await limiter.consume(key, amount, { customDuration: windowMs / 1000 })
      return { total: result.consumedPoints, resetMs: result.msBeforeNext }
    },
  }
}
