import { randomBytes } from 'node:crypto'
import type { Tracer } from '@opentelemetry/api'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { StreamTransport, Transport } from '@ree-ai/kit/transport/transport'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import { createAnswerCache } from './cache/create-answer-cache.ts'
import type { RouterConfig } from './config.ts'
import { createDocuments } from './documents/create-documents.ts'
import { followManifest } from './documents/follow-manifest.ts'
import type { TrustedDocuments } from './documents/trusted-documents.ts'
import { createGateway, type WarmUpOperation } from './execution/create-gateway.ts'
import { composeSubgraph } from './execution/fetch/compose-subgraph.ts'
import { createThreadPlanner } from './execution/plan/create-thread-planner.ts'
import type { Subgraph } from './execution/subgraph.ts'
import { createRouterMetrics } from './metrics/create-router-metrics.ts'
import { observeResolvers } from './metrics/observe-resolvers.ts'
import { showSupergraph } from './metrics/show-supergraph.ts'
import type { AccessPolicy } from './policies/authorize.ts'
import { limitSubgraphCost } from './policies/cost/limit-subgraph-cost.ts'
import { followEndedSessions } from './policies/ended-sessions.ts'
import { followWhenPresent } from './policies/follow-when-present.ts'
import { createPolicies } from './policies/index.ts'
import { addHealthRoutes } from './server/add-health-routes.ts'
import { checkSubgraphs } from './server/check-subgraphs.ts'
import { createAdminServer } from './server/create-admin-server.ts'
import { refuseUnready } from './server/refuse-unready.ts'
import { serveGateway } from './server/serve-gateway.ts'
import { createDocumentStore } from './store/create-document-store.ts'
import { createStores } from './store/create-stores.ts'
import { subscribeToSubgraph } from './subscriptions/subscribe-to-subgraph.ts'
import { absentSubgraph } from './supergraph/absent-subgraph.ts'
import { countOperations } from './supergraph/count-operations.ts'
import { type Connect, createConnections } from './supergraph/create-connections.ts'
import { createGenerations } from './supergraph/create-generations.ts'
import { emptySupergraph } from './supergraph/empty-supergraph.ts'
import { preparePlanner } from './supergraph/prepare-planner.ts'
import type { Schedule } from './supergraph/sources/schedule.ts'
import { scheduleTimer } from './supergraph/sources/schedule-timer.ts'
import type { SupergraphSource } from './supergraph/sources/supergraph-source.ts'
import type { SubgraphAddress } from './supergraph/supergraph.ts'
import type { SupergraphStatus } from './supergraph/supergraph-status.ts'
import { createUsage } from './usage/create-usage.ts'

export interface RouterDependencies {
  /** Where the supergraph comes from. */
  readonly supergraph: SupergraphSource
  /** Opens the way to a subgraph. */
  readonly connect: Connect
  /**
   * Reads the manifest of trusted documents; throws when it is broken. Read at the start and with each new supergraph. Its
   * documents are planned before a supergraph goes live, whatever the mode.
   */
  readonly readTrusted?: () => TrustedDocuments
  /** Operations that are planned before a supergraph goes live, besides those used most. */
  readonly warmUp?: readonly WarmUpOperation[]
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
  /** Where spans of requests go; nowhere unless given. */
  readonly tracer?: Tracer
  /** Random bytes in hexadecimal, for ids; from the system unless given. */
  readonly randomHex?: (bytes: number) => string
  /** Numbers from 0 to below 1, for sampling. */
  readonly random?: () => number
  /** The timer for subscriptions; the system's unless given. */
  readonly schedule?: Schedule
}

export interface Router {
  /** The public door, not yet listening: `/graphql`, `/healthz`, `/readyz`, `/graphiql`. */
  readonly server: FastifyInstance
  /** The operator's door, not yet listening: `/metrics`, `/healthz`. */
  readonly admin: FastifyInstance
  /** Begins what goes on beside requests: following the supergraph and ended sessions. */
  readonly start: () => void
  /** How it stands with the supergraph. */
  readonly readStatus: () => SupergraphStatus
  /** Turns unready, takes no new requests, finishes those in flight (10 s at most), and closes both doors. */
  readonly stop: () => Promise<void>
}

/**
 * The router of a supergraph, which may change while it runs. Of a local source rejects when there is none that can be
 * served: it is not valid, the trusted documents are broken, a `@rateLimit` has a window that is no time, or there is no way to one of its subgraphs. A
 * subgraph that is down is no reason, nor is another source that does not answer: `/graphql` answers 503 until it does.
 */
export async function createRouter(config: RouterConfig, deps: RouterDependencies): Promise<Router> {
  const { registry, logger, nowMs } = deps
  const knownOperations = deps.knownOperations ?? new Set()
  const randomHex = deps.randomHex ?? ((bytes: number) => randomBytes(bytes).toString('hex'))
  const metrics = createRouterMetrics(registry)
  const resolvers = observeResolvers(metrics)
  const usage = createUsage(config, { knownOperations, randomHex, logger, nowMs })
  const connections = createConnections((address) => {
    const { send, stream, sendBytes, close } = deps.connect(address)
    return { send, sendBytes, close, subgraph: createSubgraph(address, send, stream) }
  })
  if (config.TRUSTED_DOCUMENTS !== 'off' && deps.readTrusted === undefined)
    throw new Error(`TRUSTED_DOCUMENTS is ${config.TRUSTED_DOCUMENTS}, but there is no manifest.`)
  const manifest = deps.readTrusted === undefined ? null : followManifest(deps.readTrusted, logger)
  const trusts = config.TRUSTED_DOCUMENTS !== 'off' && manifest !== null
  const stores = await createStores(config, { metrics, registry, logger, nowMs })
  const cache = createAnswerCache(config, { redis: stores.redis, metrics, nowMs })
  const endedSessions = createEndedSessions()
  const policies = createPolicies(config, {
    keysTransport: sendTo(config.JWKS_SUBGRAPH),
    endedSessions: endedSessions ?? { isEnded: () => false },
    counters: stores.counters,
    budgets: stores.budgets,
    onBudget: (event, cost) => metrics.costBudget.inc({ event }, cost),
    accessPolicies: deps.accessPolicies,
    readTrusted: manifest?.current,
    onUntrusted: () => metrics.untrustedDocuments.inc(),
    logger,
    nowMs,
  })
  const planning = preparePlanner((sdl) => createThreadPlanner(sdl, { timeoutMs: config.PLAN_TIMEOUT_MS }))
  const gateway = createGateway({
    supergraph: emptySupergraph,
    createSubgraph(address, supergraph) {
      if (supergraph === emptySupergraph) return absentSubgraph
      const subgraph = limitSubgraphCost(connections.get(address).subgraph, {
        supergraph,
        costMax: config.COST_MODE === 'enforce' ? config.SUBGRAPH_LIMITS[address.name]?.costMax : undefined,
        listSizeDefault: config.COST_LIST_SIZE,
        onRefusal: (code) => metrics.refusals.inc({ policy: 'limit-subgraph-cost', code }),
      })
      return cache === null || config.EXECUTION === 'stock' ? subgraph : cache.wrap(subgraph, supergraph)
    },
    createPlanner: planning.createPlanner,
    execution: config.EXECUTION,
    planCacheMiB: config.PLAN_CACHE_MIB,
    logger,
    onPlan: (outcome) => metrics.plans.inc({ outcome }),
    tracer: deps.tracer,
  })
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => resolvers.useSchema(apiSchema))
  const generations = createGenerations({
    source: deps.supergraph,
    gateway,
    connections,
    check: planning.check,
    counts: countOperations(),
    listKnown() {
      return listKnownOperations()
    },
    drainMs: config.SUBGRAPH_TIMEOUT_MS + 5_000,
    logger,
    nowMs,
    onUpdate(outcome) {
      metrics.supergraphUpdates.inc({ outcome })
      if (outcome === 'loaded') endedSessions?.notice()
    },
  })
  const served = await serveGateway(config, {
    gateway: generations.gateway,
    getRules: gateway.getRules,
    policies,
    documents: createDocuments({
      readTrusted: trusts ? manifest.current : null,
      // Where only trusted documents run, nobody registers others.
      store:
        config.APQ && config.TRUSTED_DOCUMENTS !== 'enforce'
          ? createDocumentStore({ redis: stores.redis, entriesMax: config.APQ_ENTRIES_MAX })
          : null,
    }),
    metrics,
    registry,
    logger,
    knownOperations,
    usage,
    tracer: deps.tracer,
    randomHex,
    random: deps.random ?? Math.random,
    endedSessions: endedSessions ?? undefined,
    nowMs,
    schedule: deps.schedule,
    findPhotos: () => generations.connected().get(config.PHOTOS_SUBGRAPH)?.sendBytes ?? null,
    counters: stores.counters,
  })
  let isStopping = false
  const check = checkSubgraphs({ connected: generations.connected, metrics, nowMs })
  const health = {
    isStopping: () => isStopping,
    checkSubgraphs: check,
    readStatus: generations.status,
    areSessionsKnown: () => endedSessions?.isKnown() ?? null,
    isRedisUp: () => stores.redis?.isUp() ?? null,
  }
  refuseUnready(served.server, { readStatus: generations.status, isStopping: () => isStopping })
  addHealthRoutes(served.server, { ...health, showsFault: false })
  const admin = createAdminServer({
    registries: [registry, ...(deps.registries ?? [])],
    async refresh() {
      showSupergraph(generations.status(), metrics, nowMs())
      await check()
    },
    listFieldUsage: usage.list,
    hosts: config.ADMIN_HOSTS.map((host) => host.toLowerCase()),
    cache: cache?.store,
    onInvalidation: (count) => metrics.cache.inc({ subgraph: 'all', event: 'invalidation' }, count),
  })
  addHealthRoutes(admin, { ...health, showsFault: true })
  await generations.load()

  /** Asked for before each supergraph goes live: a new one comes with new documents. */
  function listKnownOperations(): readonly WarmUpOperation[] {
    manifest?.reload()
    const trusted = manifest?.current().all ?? []
    return [...(deps.warmUp ?? []), ...trusted.map(({ body, name }) => ({ query: body, operationName: name }))]
  }

  function createSubgraph(address: SubgraphAddress, transport: Transport, stream?: StreamTransport): Subgraph {
    // `@apollo/gateway`'s own execution is there to be compared with: as plain as it can be.
    const sharesRequests = config.SHARE_REQUESTS && config.EXECUTION === 'own'
    const subscribe =
      stream &&
      subscribeToSubgraph(address, {
        stream,
        secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
        deadlineMs: config.SUBGRAPH_TIMEOUT_MS,
        silenceMs: config.SUBGRAPH_SILENCE_MS,
        eventLengthMax: config.SUBGRAPH_ANSWER_BYTES_MAX,
        logger,
        nowMs,
        schedule: deps.schedule ?? scheduleTimer,
      })
    return composeSubgraph({ ...config, SHARE_REQUESTS: sharesRequests }, address, {
      transport,
      subscribe,
      counters: stores.counters,
      metrics,
      tracer: deps.tracer ?? null,
      onResolvers: resolvers.observe,
      logger,
      nowMs,
      random: deps.random ?? Math.random,
    })
  }

  /** The way to a subgraph of the supergraph that is live when something is sent. */
  function sendTo(name: string): Transport {
    return async (request) => {
      const connection = generations.connected().get(name)
      if (connection === undefined) throw new Error(`The supergraph has no subgraph "${name}".`)
      return connection.send(request)
    }
  }

  function createEndedSessions() {
    if (!config.ENDED_SESSIONS) return null
    const sessions = followEndedSessions({
      subgraph: config.JWKS_SUBGRAPH,
      transport: sendTo(config.JWKS_SUBGRAPH),
      secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
      redis: stores.redis,
      forgetAfterMs: config.JWT_ACCESS_TOKEN_EXPIRE_MINUTES * 60_000 + config.JWT_CLOCK_TOLERANCE_SECONDS * 1_000,
      logger,
      nowMs,
      onFailure: () => metrics.endedSessionFailures.inc(),
    })
    return followWhenPresent(sessions, () => generations.connected().has(config.JWKS_SUBGRAPH))
  }

  return {
    server: served.server,
    admin,
    start() {
      endedSessions?.start()
      generations.start()
      usage.start()
    },
    readStatus: generations.status,
    async stop() {
      isStopping = true
      endedSessions?.stop()
      await generations.stop()
      await served.stop()
      await usage.stop()
      await admin.close()
      await generations.close()
      stores.close()
    },
  }
}
