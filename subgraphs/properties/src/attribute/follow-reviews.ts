import type { Job } from '../jobs/job.ts'
import type { MoveStore } from './move-store.ts'

const intervalMs = 10_000
/** Listings of one transaction: edits wait for no longer than that takes. */
export const moveBatchSize = 200

/** Takes listings after reviews until none waits or the signal. Several processes may do it at once. Returns how many batches. */
export async function followReviews(
  store: Pick<MoveStore, 'work'>,
  nowMs: () => number,
  signal?: AbortSignal,
): Promise<number> {
  for (let count = 0; ; count += 1)
    if (signal?.aborted || !(await store.work(new Date(nowMs()), moveBatchSize))) return count
}

/** Looks for reviews to follow every ten seconds. */
export function createReviewJob(store: Pick<MoveStore, 'work'>, { nowMs }: { readonly nowMs: () => number }): Job {
  return {
    name: 'follow-attribute-reviews',
    intervalMs,
    replicas: 'all',
    async work(signal) {
      await followReviews(store, nowMs, signal)
    },
  }
}
