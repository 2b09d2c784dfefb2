import type { Job } from '../jobs/job.ts'
import type { MatchStore } from './match-store.ts'

const dayMs = 24 * 60 * 60_000
const batchSize = 2_000

type Needed = {
  readonly matches: Pick<MatchStore, 'forget'>
  /** How long a match is kept. */
  readonly matchesKeptMs: number
  readonly nowMs: () => number
}

/** Forgets matches of more than `matchesKeptMs` ago that no mail waits to tell of. Returns how many. */
export async function forgetMatches({ matches, matchesKeptMs, nowMs }: Needed, signal?: AbortSignal): Promise<number> {
  let total = 0
  for (;;) {
    const count = await matches.forget(new Date(nowMs() - matchesKeptMs), batchSize)
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
