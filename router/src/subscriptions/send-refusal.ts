import { errorCodes } from '@ree-ai/kit/errors/error-codes'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import type { FastifyReply } from 'fastify'
import type { GraphQLError, GraphQLFormattedError } from 'graphql'

/** Answers a request that is refused as a whole: the status and headers of its error, and the error as JSON. */
export function sendRefusal(
  reply: FastifyReply,
  error: GraphQLError,
  format: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[],
): FastifyReply {
  const { code, http } = error.extensions as {
    readonly code?: unknown
    readonly http?: { readonly status?: number; readonly headers?: Iterable<readonly [string, string]> }
  }
  for (const [name, value] of http?.headers ?? []) reply.header(name, value)
  const status = isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR' ? errorCodes[code].status : 500
  return reply.code(http?.status ?? status).send({ errors: format([error], reply.request.id) })
}
