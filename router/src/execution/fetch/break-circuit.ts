import type { Subgraph, SubgraphRequest } from '../subgraph.ts'
import type { SubgraphFetch } from '../subgraph-fetch.ts'
import { createSlidingCounts } from './create-sliding-counts.ts'
import { createFetchError, readFetchFailure } from './fetch-failure.ts'

export type BreakerState = 'closed' | 'half-open' | 'open'

export interface BreakerOptions {
  /** The part of the last 10 s' requests that failed at which it opens; 1 for never. */
  readonly ratio: number
  /** Requests within 10 s before that part counts. */
  readonly requestsMin: number
  /** How long it stays open before one request tries again. */
  readonly openMs: number
  readonly nowMs: () => number
  /** Hears of each state, the first among them. */
  readonly onState?: (state: BreakerState, isFirst: boolean) => void
  readonly onFetch?: (fetch: SubgraphFetch) => void
}

/**
 * Leaves a subgraph alone that fails too often: its requests are refused at once with SUBREQUEST_HTTP_ERROR. After `openMs` one
 * request at a time tries again; its success closes the circuit. Only faults of the subgraph count, which are timeouts, failed
 * connections and status 5xx: no GraphQL error, no answer too large, nobody who left.
 */
export function breakCircuit(subgraph: Subgraph, options: BreakerOptions): Subgraph {
  const { ratio, requestsMin, openMs, nowMs } = options
  if (ratio >= 1) return subgraph
  const counts = createSlidingCounts(['requests', 'faults'], nowMs)
  let state: BreakerState = 'closed'
  let openedAtMs = 0
  /** Changes with the state, so that requests which began in another do not count in this one. */
  let period = 0
  let isTrying = false
  options.onState?.('closed', true)

  function enter(next: BreakerState): void {
    state = next
    period += 1
    isTrying = false
    counts.clear()
    if (next === 'open') openedAtMs = nowMs()
    options.onState?.(next, false)
  }

  function admit(request: SubgraphRequest): void {
    if (state === 'open' && nowMs() - openedAtMs >= openMs) enter('half-open')
    if (state === 'closed') return
    if (state === 'half-open' && !isTrying) {
      isTrying = true
      return
    }
    options.onFetch?.({ subgraph: subgraph.name, durationMs: 0, outcome: 'open' })
    throw createFetchError(subgraph.name, { outcome: 'open', status: null, isConnectionFailed: false }, request.path)
  }

  function note(outcome: 'success' | 'fault' | 'neither'): void {
    if (state === 'half-open') {
      if (outcome === 'success') enter('closed')
      else if (outcome === 'fault') enter('open')
      else isTrying = false
      return
    }
    if (outcome === 'neither') return
    counts.add('requests')
    if (outcome === 'success') return
    counts.add('faults')
    const requests = counts.read('requests')
    if (requests >= requestsMin && counts.read('faults') >= ratio * requests) enter('open')
  }

  async function run<Result>(request: SubgraphRequest, work: () => Promise<Result>): Promise<Result> {
    admit(request)
    const began = period
    let outcome: 'success' | 'fault' | 'neither' = 'success'
    try {
      return await work()
    } catch (error) {
      outcome = judge(error)
      throw error
    } finally {
      if (began === period) note(outcome)
    }
  }

  return {
    name: subgraph.name,
    send: (request) => run(request, () => subgraph.send(request)),
    subscribe: (request) => run(request, () => subgraph.subscribe(request)),
  }
}

function judge(error: unknown): 'fault' | 'neither' {
  const failure = readFetchFailure(error)
  if (failure === null) return 'neither'
  const { outcome, status } = failure
  return outcome === 'timeout' || outcome === 'unreachable' || (status ?? 0) >= 500 ? 'fault' : 'neither'
}
