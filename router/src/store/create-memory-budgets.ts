import type { Bucket, Budgets } from './budgets.ts'
import { findWaitMs } from './find-wait-ms.ts'

interface Level extends Bucket {
  readonly available: number
  readonly atMs: number
}

/**
 * Budgets of one process, exact by `nowMs`. A bucket takes memory while it is not full; of more than `keysMax` the
 * fullest are forgotten, which gives back least: an empty one goes last, so that nobody refills his own by making many.
 */
export function createMemoryBudgets(deps: { readonly nowMs: () => number; readonly keysMax?: number }): Budgets {
  const keysMax = deps.keysMax ?? 200_000
  const levels = new Map<string, Level>()
  let sweptAtSize = 0

  function fill(level: Level, bucket: Bucket): number {
    const restored = (Math.max(0, deps.nowMs() - level.atMs) * bucket.restorePerSecond) / 1_000
    return Math.min(bucket.maximum, level.available + restored)
  }

  function read(key: string, bucket: Bucket): number {
    const level = levels.get(key)
    return level === undefined ? bucket.maximum : fill(level, bucket)
  }

  function write(key: string, available: number, bucket: Bucket): number {
    const kept = Math.min(bucket.maximum, available)
    if (kept === bucket.maximum) levels.delete(key)
    else levels.set(key, { ...bucket, available: kept, atMs: deps.nowMs() })
    // Each time it has doubled, so that a call costs the same however many there are.
    if (levels.size > Math.min(keysMax, Math.max(1_000, 2 * sweptAtSize))) sweep()
    return kept
  }

  function sweep(): void {
    for (const [key, level] of levels) if (fill(level, level) >= level.maximum) levels.delete(key)
    if (levels.size > keysMax * 0.9) {
      const fullestFirst = [...levels]
        .map(([key, level]) => ({ key, part: fill(level, level) / level.maximum }))
        .sort((one, other) => other.part - one.part)
      for (const { key } of fullestFirst.slice(0, levels.size - Math.floor(keysMax * 0.9))) levels.delete(key)
    }
    sweptAtSize = levels.size
  }

  return {
    async reserve(key, amount, bucket) {
      const available = read(key, bucket)
      if (amount > available) return { isGranted: false, available, waitMs: findWaitMs(amount, available, bucket) }
      return { isGranted: true, available: write(key, available - amount, bucket), waitMs: 0 }
    },
    settle: async (key, refund, bucket) => write(key, read(key, bucket) + refund, bucket),
  }
}
