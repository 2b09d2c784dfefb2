import { createError } from '@ree-ai/kit/errors/create-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { withStatus } from '../errors/with-status.ts'
import { createDecisions } from '../policies/create-decisions.ts'
import { readTraceparent } from '../policies/read-traceparent.ts'
import type { IncomingOperation, RequestPolicy } from '../policies/request-policy.ts'
import type { ServerContext } from './server-context.ts'

/**
 * Establishes who sends a request and passes it through the request policies, in order. Throws the refusal, which answers
 * the whole request. A request whose token is refused counts for its address, so that nobody can guess tokens for free.
 * Of what a client says about itself only its token, its trace and its client's name are used.
 */
export function buildContext(deps: {
  readonly authenticate: (authorization: string | undefined) => Promise<Viewer | null>
  /** What a request passes whose token was refused. */
  readonly refused: readonly RequestPolicy[]
  /** The policies after authentication, in their order. */
  readonly request: readonly RequestPolicy[]
  readonly batchMax: number
  readonly randomHex: (bytes: number) => string
  readonly onRefusal: (policy: string, code: string) => void
  /** Told of each error with the request it belongs to. */
  readonly onError: (error: GraphQLError, requestId: string) => void
}): (request: FastifyRequest, reply: FastifyReply) => Promise<ServerContext> {
  const apply = async (name: string, requestId: string, run: () => Promise<void> | void) => {
    try {
      await run()
    } catch (error) {
      if (!(error instanceof GraphQLError)) throw error
      deps.onRefusal(name, String(error.extensions.code))
      deps.onError(error, requestId)
      throw error
    }
  }

  return async (request, reply) => {
    const { traceId, traceparent } = readTraceparent(single(request.headers.traceparent), deps.randomHex)
    const anonymous: ServerContext = {
      viewer: null,
      requestId: request.id,
      clientAddress: request.ip,
      traceparent,
      clientName: readLabel(request.headers['apollographql-client-name']),
      clientVersion: readLabel(request.headers['apollographql-client-version']),
      signal: abortWhenGone(reply),
      acceptsEvents: false,
      decisions: createDecisions(),
      record: Object.assign(request.record, { traceId }),
    }
    anonymous.record.clientName = anonymous.clientName
    const operations = readOperations(request)
    const setHeader = (name: string, value: string) => void reply.header(name, value)
    const check = (policy: RequestPolicy, context: ServerContext) =>
      apply(policy.name, request.id, () => policy.apply({ context, operations, setHeader }))

    await apply('limit-batch', request.id, () => checkBatch(operations.length, deps.batchMax))
    let viewer: Viewer | null = null
    await apply('authenticate', request.id, async () => {
      try {
        viewer = await deps.authenticate(single(request.headers.authorization))
      } catch (error) {
        for (const policy of deps.refused) await check(policy, anonymous)
        throw error
      }
    })
    const context: ServerContext = { ...anonymous, viewer }
    for (const policy of deps.request) await check(policy, context)
    return context
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

function checkBatch(length: number, batchMax: number): void {
  if (length <= Math.max(1, batchMax)) return
  if (batchMax === 0) throw withStatus(createError('BAD_REQUEST', 'Send one operation in a request.'))
  const message = `The request has ${length} operations; at most ${batchMax} are allowed.`
  throw withStatus(
    createError('OPERATION_LIMIT_EXCEEDED', message, { limit: 'batch', found: length, allowed: batchMax }),
  )
}

/** What the request asks to run. Apollo Server checks its form afterwards. */
function readOperations(request: FastifyRequest): readonly IncomingOperation[] {
  if (request.method === 'POST') {
    const body = request.body
    if (Array.isArray(body)) return body.map((entry: unknown) => (isObject(entry) ? entry : {}))
    return [isObject(body) ? body : {}]
  }
  const { query, variables } = request.query as { readonly query?: unknown; readonly variables?: unknown }
  return [{ query, variables: parseJson(variables) }]
}

function isObject(value: unknown): value is object {
  return typeof value === 'object' && value !== null
}

function parseJson(text: unknown): unknown {
  if (typeof text !== 'string') return undefined
  try {
    return JSON.parse(text)
  } catch {
    return undefined
  }
}

function single(value: string | readonly string[] | undefined): string | undefined {
  return typeof value === 'string' ? value : value?.[0]
}

/** A name or version a client gives itself: at most 64 characters that are safe in logs, labels and headers. */
function readLabel(value: string | readonly string[] | undefined): string {
  return (single(value) ?? '').slice(0, 64).replace(/[^A-Za-z0-9 ._:@/+-]/g, '')
}
