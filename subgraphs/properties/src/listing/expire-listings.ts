import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Job } from '../jobs/job.ts'
import type { ExpiryStore } from './expiry-store.ts'

const minuteMs = 60_000
const batchSize = 500

/** Moves every published listing whose time is up to EXPIRED. Returns how many. Several processes may do it at once. */
export async function expireListings(store: ExpiryStore, nowMs: number, signal?: AbortSignal): Promise<number> {
  let total = 0
  for (;;) {
    const count = await store.expire(new Date(nowMs), batchSize)
    total += count
    if (count < batchSize || signal?.aborted) return total
  }
}

/** Expires listings every minute. */
export function createExpiryJob(
  store: ExpiryStore,
  deps: { readonly nowMs: () => number; readonly logger: Logger },
): Job {
  return {
    name: 'expire-listings',
    intervalMs: minuteMs,
    replicas: 'one',
    async work(signal) {
      const count = await expireListings(store, deps.nowMs(), signal)
      if (count > 0) deps.logger.info({ count }, 'listings expired')
    },
  }
}
