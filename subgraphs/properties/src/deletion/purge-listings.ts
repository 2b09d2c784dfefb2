import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Job } from '../jobs/job.ts'
import type { DeletionStore } from './deletion-store.ts'

const hourMs = 60 * 60_000
const batchSize = 200

/** Removes for good every listing that was deleted `undoMs` ago or before. Returns how many. Several processes may do it at once. */
export async function purgeListings(
  store: Pick<DeletionStore, 'purge'>,
  { nowMs, undoMs }: { readonly nowMs: number; readonly undoMs: number },
  signal?: AbortSignal,
): Promise<number> {
  let total = 0
  for (;;) {
    const count = await store.purge(new Date(nowMs - undoMs), batchSize)
    total += count
    if (count < batchSize || signal?.aborted) return total
  }
}

/** Purges deleted listings every hour. */
export function createPurgeJob(
  store: Pick<DeletionStore, 'purge'>,
  deps: { readonly nowMs: () => number; readonly undoMs: number; readonly logger: Logger },
): Job {
  return {
    name: 'purge-listings',
    intervalMs: hourMs,
    replicas: 'one',
    async work(signal) {
      const count = await purgeListings(store, { nowMs: deps.nowMs(), undoMs: deps.undoMs }, signal)
      if (count > 0) deps.logger.info({ count }, 'deleted listings purged')
    },
  }
}
