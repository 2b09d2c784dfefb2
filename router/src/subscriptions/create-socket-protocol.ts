import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import {
  type ExecutionArgs,
  type FormattedExecutionResult,
  GraphQLError,
  type GraphQLFormattedError,
  parse,
} from 'graphql'
import { type Context, makeServer, type SubscribePayload } from 'graphql-ws'
import type { Admission } from '../server/admit-requests.ts'
import { beginContext } from '../server/begin-context.ts'
import type { RequestRecord } from '../server/request-record.ts'
import { beginTrace, type TraceSource } from '../tracing/begin-trace.ts'
import { createDelivery } from './delivery.ts'
import type { OpenSocket } from './open-socket.ts'
import { readAuthorization } from './read-authorization.ts'
import type { OperationOutcome, OperationRun } from './run-operations.ts'

type SocketContext = Context<Record<string, unknown> | undefined, OpenSocket>

/** What graphql-ws runs is decided already when it asks: it only needs an operation that may have events. */
const document = parse('subscription { events }')

/** Close codes of the protocol: the client may come back with another token. */
const forbidden = 4403

/**
 * The graphql-transport-ws protocol over the router's pipeline. Each operation passes the request policies like an HTTP request, with
 * the token of `connection_init`; a token that is bad, or no longer good, closes the connection with 4403, on which
 * clients connect again with another.
 */
export function createSocketProtocol(deps: {
  readonly admission: Admission
  readonly run: (run: OperationRun) => Promise<OperationOutcome>
  readonly format: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[]
  readonly onRefusal: (policy: string, code: string) => void
  readonly operationsMax: number
  readonly initTimeoutMs: number
  readonly traces: TraceSource
  readonly logger: Logger
  readonly nowMs: () => number
}) {
  function begin(socket: OpenSocket, signal: AbortSignal, isOperation: boolean) {
    const { traceparent } = socket.request.headers
    const header = typeof traceparent === 'string' ? traceparent : undefined
    const source = isOperation ? deps.traces : { ...deps.traces, tracer: null }
    const record: RequestRecord = { traceId: '', clientName: '', clientVersion: '', operations: [] }
    const context = beginContext(socket.request, {
      requestId: deps.traces.randomHex(16),
      trace: beginTrace(source, header, 'WEBSOCKET /graphql', { 'http.route': '/graphql' }),
      signal,
      record,
    })
    return { ...context, acceptsEvents: true, delivery: createDelivery({ isReadOnly: false }) }
  }

  async function open(socket: SocketContext, payload: SubscribePayload): Promise<OperationOutcome> {
    const { extra } = socket
    const startedAtMs = deps.nowMs()
    const controller = new AbortController()
    const abort = () => controller.abort()
    const context = begin(extra, controller.signal, true)
    extra.underWay.add(controller)
    const onEnd = () => {
      extra.underWay.delete(controller)
      extra.onOperationEnd()
    }
    const { query, variables, operationName, extensions } = payload
    const parameters = {
      query,
      variables: variables ?? undefined,
      operationName: operationName ?? undefined,
      extensions: extensions ?? undefined,
    }
    try {
      const authorization = readAuthorization(socket.connectionParams, extra.request.headers.authorization)
      const admittance = { authorization, setHeader: () => {} }
      const admitted = await deps.admission.admit(context, admittance)
      return await deps.run({
        parameters,
        context: { ...admitted, delivery: context.delivery },
        transport: 'websocket',
        abort,
        onEnd,
      })
    } catch (error) {
      onEnd()
      if (!(error instanceof GraphQLError)) deps.logger.error({ err: error, requestId: context.requestId }, 'failed')
      const fault = error instanceof GraphQLError ? error : createError('INTERNAL_SERVER_ERROR', 'It failed.')
      if (fault.extensions.code === 'UNAUTHENTICATED') closeSoon(extra, fault)
      return { kind: 'result', result: { errors: deps.format([fault], context.requestId) }, headers: new Map() }
    } finally {
      const { requestId, clientName: client, clientVersion } = context
      const { traceId, operations } = context.record
      context.span?.end()
      const durationMs = Math.max(0, deps.nowMs() - startedAtMs)
      const line = { requestId, traceId, method: 'WEBSOCKET', route: '/graphql', durationMs, client, clientVersion }
      deps.logger.info({ ...line, operations }, 'request')
    }
  }

  /** Once what is being sent has been sent. */
  function closeSoon(socket: OpenSocket, error: GraphQLError): void {
    setImmediate(() => socket.close(forbidden, error.message))
  }

  return makeServer<Record<string, unknown> | undefined, OpenSocket>({
    connectionInitWaitTimeout: deps.initTimeoutMs,
    async onConnect(socket) {
      const { extra } = socket
      try {
        const authorization = readAuthorization(socket.connectionParams, extra.request.headers.authorization)
        // Kept as long as the connection: the rest of a payload can be as large as a message, and nobody reads it.
        Object.assign(socket, { connectionParams: { authorization } })
        const context = begin(extra, new AbortController().signal, false)
        await deps.admission.identify(context, { authorization, setHeader: () => {} })
        return true
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        extra.close(forbidden, error.message)
        return false
      }
    },
    async onSubscribe(socket, id, payload) {
      const { extra } = socket
      if (Object.keys(socket.subscriptions).length > deps.operationsMax) {
        deps.onRefusal('limit-subscriptions', 'SUBSCRIPTION_MAX_LIMIT')
        const message = `A connection has at most ${deps.operationsMax} operations at a time.`
        return [createError('SUBSCRIPTION_MAX_LIMIT', message)]
      }
      const outcome = await open(socket, payload)
      // Kept as long as the operation runs, and read by nobody any more.
      Object.assign(payload, { query: '', variables: undefined, extensions: undefined })
      if (outcome.kind === 'result' && outcome.result.errors && !('data' in outcome.result)) {
        extra.refusals.set(id, outcome.result.errors)
        return [new GraphQLError('refused')]
      }
      return { document, contextValue: outcome } as unknown as ExecutionArgs
    },
    subscribe(args) {
      const outcome = args.contextValue as OperationOutcome
      return outcome.kind === 'events' ? (outcome.events as never) : (outcome.result as never)
    },
    // Formatted already.
    onNext: (_socket, _id, _payload, _args, result) => result as unknown as FormattedExecutionResult,
    onError({ extra }, id, _payload, errors) {
      const refusals = extra.refusals.get(id)
      extra.refusals.delete(id)
      if (refusals !== undefined) return refusals
      const own = errors.map((error) => (error.originalError instanceof GraphQLError ? error.originalError : error))
      const lost = own.find(({ extensions }) => extensions.code === 'UNAUTHENTICATED')
      if (lost !== undefined) closeSoon(extra, lost)
      return deps.format(own, '')
    },
  })
}
