import type { ServerResponse } from 'node:http'
import type { FastifyReply, FastifyRequest } from 'fastify'
import {
  createSourceEventStream,
  type DocumentNode,
  type ExecutionResult,
  execute,
  GraphQLError,
  type GraphQLFormattedError,
  type GraphQLSchema,
  getOperationAST,
  parse,
  validate,
} from 'graphql'
import type { RequestContext } from '../context/request-context.ts'
import { createError } from '../errors/create-error.ts'
import type { RequestIdentity } from '../identity/subgraph-request.ts'
import type { Logger } from '../logging/logger.ts'
import { writeEventStream } from './write-event-stream.ts'

/** How a subgraph answers subscriptions. */
export interface EventStreams {
  /** Answers a request the router has signed with the events of its subscription. */
  readonly handle: (request: FastifyRequest, reply: FastifyReply, identity: RequestIdentity) => Promise<void>
  /** Breaks all streams off: the router tells its clients that the service is gone. */
  readonly stop: () => void
}

/**
 * Subscriptions as server-sent events, each a `next` of graphql-sse, and `complete` at the end. Every event has a context of its own, so that
 * loaders never serve what was read for an earlier one. `context.signal` aborts when the router has left, and the source is
 * told to return. An event is made only when the one before has been taken.
 */
export function streamEvents<Context extends RequestContext>(deps: {
  readonly schema: GraphQLSchema
  readonly createContext: (request: RequestContext) => Context
  readonly formatError: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError
  /** Told of each error with its request before it is formatted. */
  readonly noteError: (error: GraphQLError, requestId: string) => void
  readonly logger: Logger
  readonly nowMs: () => number
  /** How often a silent stream says that it lives; 10 s by default. */
  readonly pingMs?: number
}): EventStreams {
  const open = new Set<ServerResponse>()

  function formatResult({ data, errors }: ExecutionResult, requestId: string) {
    for (const error of errors ?? []) deps.noteError(error, requestId)
    return { data, errors: errors?.map((error) => deps.formatError(error.toJSON(), error)) }
  }

  async function* read(body: unknown, identity: RequestIdentity, signal: AbortSignal): AsyncGenerator<object> {
    const format = (result: ExecutionResult) => formatResult(result, identity.requestId)
    const request = readBody(body)
    if (request === null)
      return yield format({ errors: [createError('BAD_REQUEST', 'The body has to be a GraphQL request.')] })
    const document = parseOperation(deps.schema, request.query)
    if (!('kind' in document)) return yield format({ errors: document })
    const createContext = () => deps.createContext({ ...identity, nowMs: deps.nowMs, signal })
    const variableValues = request.variables
    const shared = { schema: deps.schema, document, variableValues }
    const source = await createSourceEventStream({ ...shared, contextValue: createContext() })
    if (!isAsyncIterable(source)) return yield format(source)
    const events = source[Symbol.asyncIterator]()
    // A source that waits does not hear of `return` before its next event; the signal it hears of at once.
    signal.addEventListener('abort', () => void events.return?.()?.catch(() => {}), { once: true })
    try {
      for (;;) {
        const event = await events.next()
        if (event.done || signal.aborted) return
        yield format(await execute({ ...shared, rootValue: event.value, contextValue: createContext() }))
      }
    } catch (error) {
      const fault =
        error instanceof GraphQLError ? error : new GraphQLError('failed', { originalError: error as Error })
      yield format({ errors: [fault] })
    } finally {
      await events.return?.()
    }
  }

  return {
    async handle(request, reply, identity) {
      const controller = new AbortController()
      open.add(reply.raw)
      reply.hijack()
      reply.raw.once('close', () => {
        open.delete(reply.raw)
        controller.abort()
      })
      const writer = writeEventStream(reply.raw, deps.pingMs ?? 10_000)
      try {
        for await (const result of read(request.body, identity, controller.signal)) {
          // Known before `close` is heard, which a source that never waits does not let come.
          if (reply.raw.destroyed) return
          await writer.write('next', result)
        }
        await writer.write('complete')
        writer.end()
      } catch (error) {
        deps.logger.error({ err: error, requestId: identity.requestId }, 'a stream of events failed')
        reply.raw.destroy()
      }
    },
    stop() {
      for (const response of open) response.destroy()
    },
  }
}

function readBody(body: unknown): { readonly query: string; readonly variables: Record<string, unknown> } | null {
  if (typeof body !== 'object' || body === null) return null
  const { query, variables } = body as Readonly<Record<string, unknown>>
  if (typeof query !== 'string') return null
  return { query, variables: (variables ?? {}) as Record<string, unknown> }
}

/** The document of a subscription, or what is wrong with it. */
function parseOperation(schema: GraphQLSchema, query: string): DocumentNode | readonly GraphQLError[] {
  try {
    const document = parse(query)
    const faults = validate(schema, document).map((fault) => createError('GRAPHQL_VALIDATION_FAILED', fault.message))
    if (faults.length > 0) return faults
    if (getOperationAST(document)?.operation === 'subscription') return document
    return [createError('BAD_REQUEST', 'Only subscriptions have events.')]
  } catch (error) {
    return [
      createError('GRAPHQL_PARSE_FAILED', error instanceof Error ? error.message : 'The document is not GraphQL.'),
    ]
  }
}

function isAsyncIterable(value: object): value is AsyncIterable<unknown> {
  return Symbol.asyncIterator in value
}
