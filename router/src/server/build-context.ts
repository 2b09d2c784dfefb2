import type { FastifyReply, FastifyRequest } from 'fastify'
import { readTraceparent } from '../policies/read-traceparent.ts'
import type { IncomingOperation } from '../policies/request-policy.ts'
import type { Admission } from './admit-requests.ts'
import { beginContext } from './begin-context.ts'
import type { ServerContext } from './server-context.ts'

/**
 * Establishes who sends a request and passes it through the request policies, in order. Throws the refusal, which answers
 * the whole request.
 */
export function buildContext(deps: {
  readonly admission: Admission
  readonly randomHex: (bytes: number) => string
}): (request: FastifyRequest, reply: FastifyReply) => Promise<ServerContext> {
  return async (request, reply) => {
    const context = beginContext(request, {
      requestId: request.id,
      trace: request.trace ?? readTraceparent(single(request.headers.traceparent), deps.randomHex),
      signal: abortWhenGone(reply),
      record: request.record,
    })
    return deps.admission.admit(context, {
      authorization: single(request.headers.authorization),
      operations: readOperations(request),
      setHeader: (name, value) => void reply.header(name, value),
    })
  }
}

/** Aborts when the connection closes before the answer is written: nobody would read it. */
function abortWhenGone(reply: FastifyReply): AbortSignal {
  const controller = new AbortController()
  reply.raw.once('close', () => {
    if (!reply.raw.writableFinished) controller.abort()
  })
  return controller.signal
}

/** What the request asks to run. Apollo Server checks its form afterwards. */
function readOperations(request: FastifyRequest): readonly IncomingOperation[] {
  if (request.method === 'POST') {
    const body = request.body
    if (Array.isArray(body)) return body.map((entry: unknown) => (isObject(entry) ? entry : {}))
    return [isObject(body) ? body : {}]
  }
  return [request.query as IncomingOperation]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}
