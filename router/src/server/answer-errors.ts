import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyError, FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import type { GraphQLError } from 'graphql'
import { isRequestFault } from './request-fault.ts'

/** What a client did wrong, by status; the server's own words could tell too much. */
const reasons: Readonly<Record<number, string>> = {
  400: 'The body is not JSON, or not encoded as it says.',
  408: 'The request took too long to arrive.',
  413: 'The body is larger than allowed.',
  415: 'The content type has to be application/json, and the content encoding gzip, deflate or br.',
}

/** Requests that never reach GraphQL are answered in its form too: one error with a registered code, no details. */
export function answerErrors(server: FastifyInstance, logger: Logger): void {
  server.setNotFoundHandler((request, reply) =>
    send(request, reply, 404, createError('NOT_FOUND', 'There is nothing at this address.')),
  )
  server.setErrorHandler<FastifyError>((error, request, reply) => {
    const status = error.statusCode ?? 500
    if (status < 500) return send(request, reply, status, createError('BAD_REQUEST', explain(error, status)))
    if (status === 503) return send(request, reply, 503, createError('SERVICE_UNAVAILABLE', 'The router is stopping.'))
    logger.error({ err: error, requestId: request.id }, 'request failed')
    const fault = createError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.', { requestId: request.id })
    return send(request, reply, 500, fault)
  })
}

function explain(error: Error, status: number): string {
  return isRequestFault(error) ? error.message : (reasons[status] ?? 'The request cannot be understood.')
}

function send(request: FastifyRequest, reply: FastifyReply, status: number, error: GraphQLError) {
  const prefersResponseType = request.headers.accept?.includes('application/graphql-response+json') ?? false
  const type = prefersResponseType ? 'application/graphql-response+json' : 'application/json'
  return reply
    .code(status)
    .type(`${type}; charset=utf-8`)
    .send(JSON.stringify({ errors: [error] }))
}
