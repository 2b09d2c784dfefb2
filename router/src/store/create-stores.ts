import type { Logger } from '@ree-ai/kit/logging/logger'
import { connectRedis } from '@ree-ai/kit/redis/connect-redis'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { Registry } from 'prom-client'
import type { RouterConfig } from '../config.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { Budgets } from './budgets.ts'
import type { Counters } from './counters.ts'
import { createFallback } from './create-fallback.ts'
import { createMemoryBudgets } from './create-memory-budgets.ts'
import { createMemoryCounters } from './create-memory-counters.ts'
import { createRedisBudgets } from './create-redis-budgets.ts'
import { createRedisCounters } from './create-redis-counters.ts'

/** What limits are kept in: of this process, or of all routers that share one Redis. */
export interface Stores {
  readonly counters: Counters
  readonly budgets: Budgets
  /** For whatever else can be shared; null without REDIS_URL. */
  readonly redis: RedisConnection | null
  readonly close: () => void
}

type StoreConfig = Pick<RouterConfig, 'REDIS_URL' | 'REDIS_TIMEOUT_MS' | 'LIMITS_WITHOUT_REDIS'>

/** How long a starting router waits for Redis before it goes on without. */
const startMs = 2_000

/**
 * The stores as configured. Redis is waited for two seconds at most: a router also starts while it is away. Throws when
 * REDIS_URL is no address.
 */
export async function createStores(
  config: StoreConfig,
  deps: {
    readonly metrics: Pick<RouterMetrics, 'storeFailures'>
    readonly registry: Registry
    readonly logger: Logger
    readonly nowMs: () => number
  },
): Promise<Stores> {
  const { logger, nowMs, registry } = deps
  const counters = createMemoryCounters({ nowMs })
  const budgets = createMemoryBudgets({ nowMs })
  if (config.REDIS_URL === undefined) return { counters, budgets, redis: null, close() {} }
  const redis = connectRedis(config.REDIS_URL, { timeoutMs: config.REDIS_TIMEOUT_MS, logger, registry })
  await redis.waitUntilUp(startMs)

  const mode = config.LIMITS_WITHOUT_REDIS
  const createStoreFallback = (store: string) =>
    createFallback({ store, mode, logger, onFailure: () => deps.metrics.storeFailures.inc({ store, mode }) })
  return {
    counters: shareCounters(createStoreFallback('counters'), createRedisCounters(redis), counters),
    budgets: shareBudgets(createStoreFallback('budgets'), createRedisBudgets(redis), budgets),
    redis,
    close: redis.close,
  }
}

function shareCounters(attempt: ReturnType<typeof createFallback>, shared: Counters, local: Counters): Counters {
  return {
    add: (...use) =>
      attempt(
        () => shared.add(...use),
        () => local.add(...use),
      ),
  }
}

function shareBudgets(attempt: ReturnType<typeof createFallback>, shared: Budgets, local: Budgets): Budgets {
  return {
    reserve: (...use) =>
      attempt(
        () => shared.reserve(...use),
        () => local.reserve(...use),
      ),
    // The operation has run: what is left to say is only what remains, which is nothing while all are refused.
    settle: (...use) =>
      attempt(
        () => shared.settle(...use),
        () => local.settle(...use),
      ).catch(() => 0),
  }
}
