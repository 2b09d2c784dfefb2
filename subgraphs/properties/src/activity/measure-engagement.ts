import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Job } from '../jobs/job.ts'
import type { EngagementStore } from './engagement-store.ts'

const hourMs = 60 * 60_000
const batchSize = 500

/** Measures the interest in all published listings and tells the search index of those it has moved for. Returns how many. */
export async function measureEngagement(store: EngagementStore, nowMs: number, signal?: AbortSignal): Promise<number> {
  const moved = await store.findMoved(new Date(nowMs).toISOString().slice(0, 10))
  let count = 0
  for (let start = 0; start < moved.length && !signal?.aborted; start += batchSize)
    count += await store.write(moved.slice(start, start + batchSize))
  return count
}

/** Measures it every hour. */
export function createEngagementJob(
  store: EngagementStore,
  deps: { readonly nowMs: () => number; readonly logger: Logger },
): Job {
  return {
    name: 'measure-engagement',
    intervalMs: hourMs,
    replicas: 'one',
    async work(signal) {
      const count = await measureEngagement(store, deps.nowMs(), signal)
      if (count > 0) deps.logger.info({ count }, 'engagement of listings moved')
    },
  }
}
