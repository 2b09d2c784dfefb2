import { createError } from '@ree-ai/kit/errors/create-error'
import type { FastifyInstance } from 'fastify'
import type { SupergraphStatus } from '../supergraph/supergraph-status.ts'

const retryAfterSeconds = 5

/** Answers `/graphql` with 503, SERVICE_UNAVAILABLE and `Retry-After` while there is no supergraph yet. */
export function refuseUntilLoaded(server: FastifyInstance, readStatus: () => SupergraphStatus): void {
  server.addHook('onRequest', async (request, reply) => {
    if (request.routeOptions.url !== '/graphql' || readStatus().state !== 'missing') return
    const error = createError('SERVICE_UNAVAILABLE', 'The router has no supergraph yet. Try again in a few seconds.')
    reply.header('retry-after', String(retryAfterSeconds))
    const prefersResponseType = request.headers.accept?.includes('application/graphql-response+json') ?? false
    const type = prefersResponseType ? 'application/graphql-response+json' : 'application/json'
    return reply
      .code(503)
      .type(`${type}; charset=utf-8`)
      .send(JSON.stringify({ errors: [error] }))
  })
}
