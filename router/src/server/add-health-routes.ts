import type { FastifyInstance } from 'fastify'
import type { SubgraphState } from './check-subgraphs.ts'

/**
 * `/healthz` tells whether the process answers; `/readyz` whether it takes requests (200, or 503 while it stops) and
 * the state of each subgraph. A subgraph that is down does not make the router unready: the others still answer.
 */
export function addHealthRoutes(
  server: FastifyInstance,
  deps: {
    readonly isStopping: () => boolean
    readonly checkSubgraphs: () => Promise<Readonly<Record<string, SubgraphState>>>
  },
): void {
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    if (deps.isStopping()) return reply.code(503).send({ status: 'stopping' })
    return { status: 'ready', supergraph: 'loaded', subgraphs: await deps.checkSubgraphs() }
  })
}
