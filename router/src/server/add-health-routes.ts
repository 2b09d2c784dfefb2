import type { FastifyInstance } from 'fastify'
import type { SupergraphStatus } from '../supergraph/supergraph-status.ts'
import type { SubgraphState } from './check-subgraphs.ts'

/**
 * `/healthz` tells whether the process answers; `/readyz` whether it takes requests (200, or 503 while it stops or has no
 * supergraph), how it stands with the supergraph, and the state of each subgraph. A subgraph that is down does not make the router
 * unready: the others still answer. Nor does a stale supergraph: the last good one runs on. Nor do sessions of which nothing is
 * known yet: tokens without one are still good.
 */
export function addHealthRoutes(
  server: FastifyInstance,
  deps: {
    readonly isStopping: () => boolean
    readonly readStatus: () => SupergraphStatus
    readonly checkSubgraphs: () => Promise<Readonly<Record<string, SubgraphState>>>
    /** Whether it is known which sessions have ended; null where that is not followed. */
    readonly areSessionsKnown: () => boolean | null
    /** Whether Redis answers; null where there is none. */
    readonly isRedisUp?: () => boolean | null
    /** Whether version and fault of the supergraph are shown: to operators only, for a fault names files and hosts. */
    readonly showsFault: boolean
  },
): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    if (deps.isStopping()) return reply.code(503).send({ status: 'stopping' })
    const status = deps.readStatus()
    const supergraph = deps.showsFault ? describe(status) : status.state
    if (status.state === 'missing') return reply.code(503).send({ status: 'unavailable', supergraph })
    const areKnown = deps.areSessionsKnown()
    const endedSessions = areKnown === null ? {} : { endedSessions: areKnown ? 'followed' : 'unknown' }
    const isRedisUp = deps.isRedisUp?.() ?? null
    const redis = isRedisUp === null ? {} : { redis: isRedisUp ? 'up' : 'away' }
    return { status: 'ready', supergraph, ...endedSessions, ...redis, subgraphs: await deps.checkSubgraphs() }
  })
}

function describe({ state, version, loadedAtMs, fault }: SupergraphStatus) {
  return { state, version, loadedAt: loadedAtMs === null ? null : new Date(loadedAtMs).toISOString(), fault }
}
