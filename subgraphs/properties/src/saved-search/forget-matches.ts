import type { Job } from '../jobs/job.ts'
import type { MatchStore } from './match-store.ts'

const dayMs = 24 * 60 * 60_000
const keptMs = 180 * dayMs
const batchSize = 2_000

type Needed = { readonly matches: Pick<MatchStore, 'forget'>; readonly nowMs: () => number }

/** Forgets matches of more than 180 days ago that no mail waits to tell of. Returns how many. */
export async function forgetMatches({ matches, nowMs }: Needed, signal?: AbortSignal): Promise<number> {
  let total = 0
  for (;;) {
    const count = await matches.forget(new Date(nowMs() - keptMs), batchSize)
    total += count
    if (count < batchSize || signal?.aborted) return total
  }
}

/** Forgets old matches once a day, on one replica. */
export function createForgetMatchesJob(services: Needed): Job {
  return {
    name: 'forget-matches',
    intervalMs: dayMs,
    replicas: 'one',
    async work(signal) {
      await forgetMatches(services, signal)
    },
  }
}
