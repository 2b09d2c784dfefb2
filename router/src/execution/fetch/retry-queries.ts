import { setTimeout as waitMs } from 'node:timers/promises'
import type { Subgraph } from '../subgraph.ts'
import { createSlidingCounts } from './create-sliding-counts.ts'
import { readFetchFailure } from './fetch-failure.ts'

export interface RetryOptions {
  /** Retries allowed for each request of the last 10 s; 0 for none at all. */
  readonly ratio: number
  /** Retries within 10 s that are allowed whatever the ratio; 3 by default, so that a quiet subgraph has them too. */
  readonly minimum?: number
  readonly nowMs: () => number
  /** From 0 to below 1. */
  readonly random: () => number
  /** Rejects when the signal aborts. */
  readonly wait?: (ms: number, signal: AbortSignal) => Promise<unknown>
  readonly onRetry?: () => void
}

const retriesMax = 2
const delayMs = 50

/**
 * Sends a query again, twice at most, when its connection failed or it was answered 502, 503 or 504, after a random delay of up
 * to 50 and 100 ms. The budget keeps retries from multiplying the load of a subgraph that is in trouble. Mutations are sent
 * once. The signal of the request ends the waiting too.
 */
export function retryQueries(subgraph: Subgraph, options: RetryOptions): Subgraph {
  const { ratio, minimum = 3, nowMs, random, onRetry } = options
  const { wait = (ms: number, signal: AbortSignal) => waitMs(ms, undefined, { signal }) } = options
  if (ratio === 0) return subgraph
  const counts = createSlidingCounts(['requests', 'retries'], nowMs)
  return {
    ...subgraph,
    async send(request) {
      counts.add('requests')
      const { signal } = request.context
      for (let retries = 0; ; retries++) {
        try {
          return await subgraph.send(request)
        } catch (error) {
          const canRetry =
            request.kind === 'query' &&
            retries < retriesMax &&
            readFetchFailure(error)?.isConnectionFailed === true &&
            counts.read('retries') + 1 <= minimum + ratio * counts.read('requests')
          if (!canRetry) throw error
          counts.add('retries')
          // An aborted wait ends in the next try, which says what the abort was.
          await wait(random() * delayMs * 2 ** retries, signal).catch(() => {})
          if (!signal.aborted) onRetry?.()
        }
      }
    },
  }
}
