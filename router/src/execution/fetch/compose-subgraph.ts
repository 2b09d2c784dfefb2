import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { noteCaching } from '../../cache/note-caching.ts'
import type { RouterConfig } from '../../config.ts'
import type { RouterMetrics } from '../../metrics/create-router-metrics.ts'
import type { Counters } from '../../store/counters.ts'
import type { SubgraphAddress } from '../../supergraph/supergraph.ts'
import type { Subgraph } from '../subgraph.ts'
import type { SubgraphFetch } from '../subgraph-fetch.ts'
import { type BreakerState, breakCircuit } from './break-circuit.ts'
import { createSubgraph } from './create-subgraph.ts'
import { limitSubgraphClients } from './limit-subgraph-clients.ts'
import { retryQueries } from './retry-queries.ts'
import { setDeadline } from './set-deadline.ts'
import { shareQueries } from './share-queries.ts'
import { type TraceFetchesOptions, traceFetches } from './trace-fetches.ts'

export type SubgraphSettings = Pick<
  RouterConfig,
  | 'ROUTER_SUBGRAPH_SECRET'
  | 'SUBGRAPH_TIMEOUT_MS'
  | 'SUBGRAPH_ANSWER_BYTES_MAX'
  | 'SUBGRAPH_LIMITS'
  | 'NETWORK_LIMIT_FACTOR'
  | 'RETRY_RATIO'
  | 'BREAKER_RATIO'
  | 'BREAKER_REQUESTS_MIN'
  | 'BREAKER_OPEN_MS'
  | 'SHARE_REQUESTS'
  | 'CACHE_SECONDS_MAX'
>

export interface ComposeDependencies {
  readonly transport: Transport
  /** The way to its events; without one it has none. */
  readonly subscribe?: Subgraph['subscribe']
  readonly counters: Counters
  readonly metrics: RouterMetrics
  /** Null where no traces are sent. */
  readonly tracer: TraceFetchesOptions['tracer']
  readonly onResolvers: TraceFetchesOptions['onResolvers']
  readonly logger: Logger
  readonly nowMs: () => number
  /** From 0 to below 1. */
  readonly random: () => number
}

const stateNumbers = { closed: 0, 'half-open': 1, open: 2 } as const satisfies Record<BreakerState, number>

/**
 * One subgraph with all that stands before it as long as it is connected. From outside in: what its answers allow is noted, a
 * client over its limit is refused, equal queries go once, a subgraph in trouble is left alone, and what is sent ends by its
 * deadline, retries included. The cache, which belongs to a supergraph, goes around it: `createAnswerCache`.
 */
export function composeSubgraph(
  config: SubgraphSettings,
  address: SubgraphAddress,
  deps: ComposeDependencies,
): Subgraph {
  const { name } = address
  const { metrics, logger, nowMs } = deps
  const onFetch = ({ subgraph, durationMs, outcome }: SubgraphFetch) => {
    metrics.fetches.inc({ subgraph, outcome })
    if (outcome !== 'open') metrics.fetchDuration.observe({ subgraph }, durationMs / 1000)
  }
  const base = createSubgraph(address, {
    transport: deps.transport,
    secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
    answerLengthMax: config.SUBGRAPH_ANSWER_BYTES_MAX,
    logger,
    nowMs,
    onFetch,
    subscribe: deps.subscribe,
  })
  const retried = retryQueries(base, {
    ratio: config.RETRY_RATIO,
    nowMs,
    random: deps.random,
    onRetry: () => metrics.fetchRetries.inc({ subgraph: name }),
  })
  const traced = traceFetches(setDeadline(retried, config.SUBGRAPH_TIMEOUT_MS), deps)
  const broken = breakCircuit(traced, {
    ratio: config.BREAKER_RATIO,
    requestsMin: config.BREAKER_REQUESTS_MIN,
    openMs: config.BREAKER_OPEN_MS,
    nowMs,
    onFetch,
    onState(state, isFirst) {
      metrics.breakerState.set({ subgraph: name }, stateNumbers[state])
      if (isFirst) return
      metrics.breakerTransitions.inc({ subgraph: name, state })
      logger.warn({ subgraph: name, state }, 'circuit breaker')
    },
  })
  const shared = config.SHARE_REQUESTS
    ? shareQueries(broken, { onShare: () => metrics.fetchesShared.inc({ subgraph: name }) })
    : broken
  const limited = limitSubgraphClients(shared, {
    limits: readLimits(config.SUBGRAPH_LIMITS[name]),
    counters: deps.counters,
    networkFactor: config.NETWORK_LIMIT_FACTOR,
    onRefusal: (code) => metrics.refusals.inc({ policy: 'limit-subgraph-clients', code }),
  })
  return noteCaching(limited, config.CACHE_SECONDS_MAX)
}

/** Shortest first. */
function readLimits(limits: RouterConfig['SUBGRAPH_LIMITS'][string] = {}) {
  return [
    { name: 'minute', max: limits.minute, windowMs: 60_000 },
    { name: 'hour', max: limits.hour, windowMs: 3_600_000 },
    { name: 'day', max: limits.day, windowMs: 86_400_000 },
  ].flatMap(({ name, max, windowMs }) => (max === undefined ? [] : [{ name, max, windowMs }]))
}
