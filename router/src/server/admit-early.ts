import type { onRequestAsyncHookHandler } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { readTraceparent } from '../policies/read-traceparent.ts'
import { sendRefusal } from '../subscriptions/send-refusal.ts'
import type { Admission } from './admit-requests.ts'
import { beginContext } from './begin-context.ts'
import type { ServerContext } from './server-context.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** The request's context, once it is known who sends it; absent where nobody was asked. */
    admitted?: ServerContext
  }
}

/**
 * A hook for the routes of operations: establishes who sends a request and counts it, before its body is read. Otherwise bodies that
 * are refused would cost their sender nothing. A WebSocket's operations are admitted one by one.
 */
export function admitEarly(deps: {
  readonly admission: Pick<Admission, 'admit'>
  readonly format: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[]
  readonly randomHex: (bytes: number) => string
}): onRequestAsyncHookHandler {
  return async (request, reply) => {
    if (request.ws && request.method === 'GET') return
    reply.header('x-request-id', request.id)
    const { traceparent, authorization } = request.headers
    const header = typeof traceparent === 'string' ? traceparent : undefined
    const controller = new AbortController()
    // Nobody would read the answer.
    reply.raw.once('close', () => {
      if (!reply.raw.writableFinished) controller.abort()
    })
    const context = beginContext(request, {
      requestId: request.id,
      trace: request.trace ?? readTraceparent(header, deps.randomHex),
      signal: controller.signal,
      record: request.record,
    })
    try {
      const setHeader = (name: string, value: string) => void reply.header(name, value)
      request.admitted = await deps.admission.admit(context, { authorization, setHeader })
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      return sendRefusal(reply.header('cache-control', 'no-store'), error, deps.format)
    }
  }
}
