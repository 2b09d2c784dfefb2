import type { Job } from '../jobs/job.ts'
import type { Services } from '../services.ts'
import { understandQuery } from './understand-query.ts'

const batchSize = 50

/** Understands, every minute, the queries of saved searches that could not be understood when they were saved. */
export function createUnderstandingJob({
  savedSearches,
  router,
  nowMs,
}: Pick<Services, 'savedSearches' | 'router' | 'nowMs'>): Job {
  return {
    name: 'understand-saved-searches',
    intervalMs: 60_000,
    replicas: 'one',
    async work(signal) {
      let failure: unknown
      for (;;) {
        const now = new Date(nowMs())
        const waiting = await savedSearches.findToUnderstand(now, batchSize)
        // Before the first try: a query that always fails does not keep the others waiting.
        if (waiting.length > 0)
          await savedSearches.postpone(
            waiting.map(({ id }) => id),
            now,
          )
        for (const search of waiting) {
          if (signal.aborted) return
          try {
            if (search.query !== null)
              await savedSearches.setUnderstanding(search, await understandQuery(router, search.query))
          } catch (error) {
            failure ??= error
          }
        }
        if (failure !== undefined) throw failure
        if (waiting.length < batchSize) return
      }
    },
  }
}
