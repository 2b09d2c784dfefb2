import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { RouterConfig } from '../config.ts'
import type { Subgraph } from '../execution/subgraph.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import { cacheAnswers } from './cache-answers.ts'
import type { CacheRules } from './cache-rules.ts'
import type { CacheStore } from './cache-store.ts'
import { createMemoryCacheStore } from './create-memory-cache-store.ts'
import { createRedisCacheStore } from './create-redis-cache-store.ts'
import { readCacheRules } from './read-cache-rules.ts'

/** What subgraphs answered, kept for all supergraphs that this router serves one after the other. */
export interface AnswerCache {
  readonly store: CacheStore
  /** Puts the cache before a subgraph of a supergraph. */
  readonly wrap: (subgraph: Subgraph, supergraph: Supergraph) => Subgraph
}

/** The cache as configured: in Redis where there is one, else in memory; null when it is off. */
export function createAnswerCache(
  config: Pick<RouterConfig, 'CACHE' | 'CACHE_MIB' | 'CACHE_SECONDS_MAX'>,
  deps: {
    readonly redis: RedisConnection | null
    readonly metrics: Pick<RouterMetrics, 'cache'>
    readonly nowMs: () => number
  },
): AnswerCache | null {
  if (!config.CACHE) return null
  const { redis, metrics, nowMs } = deps
  const bytesMax = config.CACHE_MIB * 1_048_576
  const store = redis ? createRedisCacheStore(redis, { nowMs }) : createMemoryCacheStore({ bytesMax, nowMs })
  const rulesOf = new WeakMap<Supergraph, CacheRules>()
  return {
    store,
    wrap(subgraph, supergraph) {
      const rules = rulesOf.get(supergraph) ?? readCacheRules(supergraph.gatewaySdl)
      rulesOf.set(supergraph, rules)
      return cacheAnswers(subgraph, {
        store,
        rules,
        secondsMax: config.CACHE_SECONDS_MAX,
        nowMs,
        onUse: (event, count) => metrics.cache.inc({ subgraph: subgraph.name, event }, count),
      })
    },
  }
}
