import { createError } from '@ree-ai/kit/errors/create-error'
import type { FastifyInstance } from 'fastify'
import type { SupergraphStatus } from '../supergraph/supergraph-status.ts'

const retryAfterSeconds = 5
const routes = new Set(['/graphql', '/graphql/stream'])

/**
 * Answers operations with 503, SERVICE_UNAVAILABLE and `Retry-After` while there is no supergraph yet, and once the router stops:
 * what comes then came over a connection that was open before.
 */
export function refuseUnready(
  server: FastifyInstance,
  deps: { readonly readStatus: () => SupergraphStatus; readonly isStopping: () => boolean },
): void {
  server.addHook('onRequest', async (request, reply) => {
    if (!routes.has(request.routeOptions.url ?? '')) return
    const reason = deps.isStopping()
      ? 'The router is stopping.'
      : deps.readStatus().state === 'missing'
        ? 'The router has no supergraph yet.'
        : null
    if (reason === null) return
    reply.header('retry-after', String(retryAfterSeconds))
    const prefersResponseType = request.headers.accept?.includes('application/graphql-response+json') ?? false
    const type = prefersResponseType ? 'application/graphql-response+json' : 'application/json'
    return reply
      .code(503)
      .type(`${type}; charset=utf-8`)
      .send(JSON.stringify({ errors: [createError('SERVICE_UNAVAILABLE', `${reason} Try again in a few seconds.`)] }))
  })
}
