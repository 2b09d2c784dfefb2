import { type FastifyInstance, fastify } from 'fastify'
import { AggregatorRegistry, type Registry } from 'prom-client'

/** The operator's door: `/metrics` and `/healthz`. It stands on a port of its own that the public does not reach. */
export function createAdminServer(deps: {
  /** What is shown; the same metric with the same labels in several is added up. */
  readonly registries: readonly [Registry, ...Registry[]]
  /** Brings gauges up to date before they are read. */
  readonly refresh: () => Promise<unknown>
}): FastifyInstance {
  const server = fastify({ forceCloseConnections: 'idle' })
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/metrics', async (_request, reply) => {
    await deps.refresh()
    return reply.type(deps.registries[0].contentType).send(await readMetrics(deps.registries))
  })
  return server
}

async function readMetrics(registries: readonly [Registry, ...Registry[]]): Promise<string> {
  if (registries.length === 1) return registries[0].metrics()
  const all = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()))
  return AggregatorRegistry.aggregate(all).metrics()
}
