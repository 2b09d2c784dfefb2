import { randomBytes } from 'node:crypto'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { RouterConfig } from './config.ts'
import { createGateway } from './execution/create-gateway.ts'
import { createRouterMetrics } from './metrics/create-router-metrics.ts'
import type { AccessPolicy } from './policies/authorize.ts'
import { type EndedSessions, followEndedSessions } from './policies/ended-sessions.ts'
import { createPolicies } from './policies/index.ts'
import { parseWindowMs } from './policies/parse-window.ts'
import { addHealthRoutes } from './server/add-health-routes.ts'
import { checkSubgraphs } from './server/check-subgraphs.ts'
import { createAdminServer } from './server/create-admin-server.ts'
import { serveGateway } from './server/serve-gateway.ts'
import { createMemoryCounters } from './store/create-memory-counters.ts'
import { readSupergraph } from './supergraph/read-supergraph.ts'

export interface RouterDependencies {
  readonly supergraphSdl: string
  /** The way to each subgraph, by its name in the supergraph. */
  readonly transports: Readonly<Record<string, Transport>>
  /** The router's own metrics. */
  readonly registry: Registry
  /** Others to show beside them at `/metrics`: those of the subgraphs where all run in one process. */
  readonly registries?: readonly Registry[]
  readonly logger: Logger
  readonly nowMs: () => number
  /** Names of operations that have series of their own in the metrics. */
  readonly knownOperations?: ReadonlySet<string>
  /** What the names in `@policy` mean. */
  readonly accessPolicies?: Readonly<Record<string, AccessPolicy>>
  /** Random bytes in hexadecimal, for ids; from the system unless given. */
  readonly randomHex?: (bytes: number) => string
  /** Numbers from 0 to below 1, for sampling. */
  readonly random?: () => number
}

export interface Router {
  /** The public door, not yet listening: `/graphql`, `/healthz`, `/readyz`, `/graphiql`. */
  readonly server: FastifyInstance
  /** The operator's door, not yet listening: `/metrics`, `/healthz`. */
  readonly admin: FastifyInstance
  /** Begins what goes on beside requests: following ended sessions. */
  readonly start: () => void
  /** Turns unready, takes no new requests, finishes those in flight (10 s at most), and closes both doors. */
  readonly stop: () => Promise<void>
}

/**
 * The router of one supergraph. Rejects when the supergraph cannot be served, when a `@rateLimit` has a window that is no
 * time, and when there is no transport to one of its subgraphs. A subgraph that is down is no reason.
 */
export async function createRouter(config: RouterConfig, deps: RouterDependencies): Promise<Router> {
  const { registry, logger, nowMs, transports } = deps
  const supergraph = readSupergraph(deps.supergraphSdl)
  for (const { rateLimit } of supergraph.rules.fields.values()) if (rateLimit) parseWindowMs(rateLimit.window)
  const metrics = createRouterMetrics(registry)
  const endedSessions = createEndedSessions()
  const policies = createPolicies(config, {
    keysTransport: transports[config.JWKS_SUBGRAPH] ?? null,
    endedSessions,
    counters: createMemoryCounters(),
    accessPolicies: deps.accessPolicies,
    logger,
    nowMs,
  })
  const gateway = createGateway({
    supergraph,
    connect: ({ name }) => {
      const transport = transports[name]
      if (transport === undefined) throw new Error(`There is no way to the subgraph "${name}".`)
      return transport
    },
    secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
    deadlineMs: config.SUBGRAPH_TIMEOUT_MS,
    logger,
    nowMs,
    onFetch: ({ subgraph, durationMs, outcome }) => {
      metrics.fetches.inc({ subgraph, outcome })
      metrics.fetchDuration.observe({ subgraph }, durationMs / 1000)
    },
  })
  const served = await serveGateway(config, {
    gateway,
    getRules: () => supergraph.rules,
    policies,
    metrics,
    registry,
    logger,
    knownOperations: deps.knownOperations ?? new Set(),
    randomHex: deps.randomHex ?? ((bytes) => randomBytes(bytes).toString('hex')),
    random: deps.random ?? Math.random,
  })
  let isStopping = false
  const check = checkSubgraphs({ transports, metrics, nowMs })
  addHealthRoutes(served.server, { isStopping: () => isStopping, checkSubgraphs: check })
  const admin = createAdminServer({ registries: [registry, ...(deps.registries ?? [])], refresh: check })

  function createEndedSessions(): EndedSessions {
    const transport = config.ENDED_SESSIONS ? transports[config.JWKS_SUBGRAPH] : undefined
    if (transport === undefined) return { isEnded: () => false, start() {}, stop() {} }
    return followEndedSessions({
      subgraph: config.JWKS_SUBGRAPH,
      transport,
      secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
      forgetAfterMs: config.JWT_ACCESS_TOKEN_EXPIRE_MINUTES * 60_000 + config.JWT_CLOCK_TOLERANCE_SECONDS * 1_000,
      logger,
      nowMs,
      onFailure: () => metrics.endedSessionFailures.inc(),
    })
  }

  return {
    server: served.server,
    admin,
    start: () => endedSessions.start(),
    async stop() {
      isStopping = true
      endedSessions.stop()
      await served.stop()
      await admin.close()
    },
  }
}
