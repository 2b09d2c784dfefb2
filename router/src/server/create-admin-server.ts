import { type FastifyInstance, fastify } from 'fastify'
import type { Registry } from 'prom-client'

/** The operator's door: `/metrics` and `/healthz`. It stands on a port of its own that the public does not reach. */
export function createAdminServer(deps: {
  readonly registry: Registry
  /** Brings gauges up to date before they are read. */
  readonly refresh: () => Promise<unknown>
}): FastifyInstance {
  const server = fastify({ forceCloseConnections: 'idle' })
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/metrics', async (_request, reply) => {
    await deps.refresh()
    return reply.type(deps.registry.contentType).send(await deps.registry.metrics())
  })
  return server
}
