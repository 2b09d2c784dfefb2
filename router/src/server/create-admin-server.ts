import { isIP } from 'node:net'
import { createError } from '@ree-ai/kit/errors/create-error'
import { type FastifyInstance, fastify } from 'fastify'
import { AggregatorRegistry, type Registry } from 'prom-client'
import { addInvalidationRoute } from '../cache/add-invalidation-route.ts'
import type { CacheStore } from '../cache/cache-store.ts'
import type { UsageRecord } from '../usage/usage-record.ts'

/**
 * The operator's door: `/metrics`, `/field-usage`, `/cache/invalidate`; health is added to it. It stands on a port of its own that the public does
 * not reach. Requests have to name it by address, as `localhost`, or by one of `hosts`: a page that an operator's browser has open can
 * lead a name of its own to this port.
 */
export function createAdminServer(deps: {
  /** What is shown; the same metric with the same labels in several is added up. */
  readonly registries: readonly [Registry, ...Registry[]]
  /** Brings gauges up to date before they are read. */
  readonly refresh: () => Promise<unknown>
  /** What clients use of the schema, for `GET /field-usage`. */
  readonly listFieldUsage?: () => Promise<readonly UsageRecord[]>
  /** For `POST /cache/invalidate`; null when nothing is kept. */
  readonly cache?: CacheStore | null
  readonly onInvalidation?: (count: number) => void
  /** Names it is asked by, besides addresses and `localhost`. */
  readonly hosts?: readonly string[]
}): FastifyInstance {
  const server = fastify({ forceCloseConnections: 'idle' })
  const hosts = new Set(['localhost', ...(deps.hosts ?? [])])
  server.addHook('onRequest', async ({ hostname }, reply) => {
    const name = hostname.toLowerCase().replace(/^\[(.*)\]$/, '$1')
    if (isIP(name) !== 0 || hosts.has(name)) return
    return reply
      .code(421)
      .send({ errors: [createError('BAD_REQUEST', 'Ask by address, or by a name of ADMIN_HOSTS.')] })
  })
  server.get('/metrics', async (_request, reply) => {
    await deps.refresh()
    return reply.type(deps.registries[0].contentType).send(await readMetrics(deps.registries))
  })
  if (deps.cache) addInvalidationRoute(server, { store: deps.cache, onInvalidation: deps.onInvalidation })
  server.get('/field-usage', async () => ({ records: (await deps.listFieldUsage?.()) ?? [] }))
  return server
}

async function readMetrics(registries: readonly [Registry, ...Registry[]]): Promise<string> {
  if (registries.length === 1) return registries[0].metrics()
  const all = await Promise.all(registries.map((registry) => registry.getMetricsAsJSON()))
  return AggregatorRegistry.aggregate(all).metrics()
}
