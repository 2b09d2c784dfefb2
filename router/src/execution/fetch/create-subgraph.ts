import { createError } from '@ree-ai/kit/errors/create-error'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport, TransportResponse } from '@ree-ai/kit/transport/transport'
import type { SubgraphAddress } from '../../supergraph/supergraph.ts'
import type { Subgraph } from '../subgraph.ts'
import type { FetchOutcome, SubgraphFetch } from '../subgraph-fetch.ts'
import { createFetchError, type FetchFailure } from './fetch-failure.ts'
import { onAbort } from './on-abort.ts'
import { parseAnswer } from './parse-answer.ts'

export interface SubgraphDependencies {
  readonly transport: Transport
  /** Key that requests are signed with. */
  readonly secret: string
  /** The longest answer that is read, in characters; 32 Mi by default. The transport bounds what it takes from the network. */
  readonly answerLengthMax?: number
  readonly logger: Logger
  readonly nowMs: () => number
  readonly onFetch?: (fetch: SubgraphFetch) => void
  /** The way to its events; without one it has none. */
  readonly subscribe?: Subgraph['subscribe']
}

/** Asks subgraphs for their resolvers' timings. */
const traceHeader = 'apollo-federation-include-trace'

/** Errors after which nothing can have run twice that matters: the connection failed, not the exchange. */
const connectionErrors = new Set([
  'ECONNREFUSED',
  'ECONNRESET',
  'EPIPE',
  'ENOTFOUND',
  'EAI_AGAIN',
  'EHOSTUNREACH',
  'ENETUNREACH',
  'UND_ERR_SOCKET',
  'UND_ERR_CONNECT_TIMEOUT',
])
const gatewayStatuses = new Set([502, 503, 504])

/**
 * One subgraph, asked over a transport: the operation and its variables, signed for that subgraph together with who is
 * asking. Nothing else of the client's request goes on, and redirects are not followed.
 *
 * `context.signal` ends an exchange, also when the transport does not heed it. Rejects with GATEWAY_TIMEOUT when its reason is
 * a `TimeoutError`, and with SUBREQUEST_HTTP_ERROR when it has another, when the subgraph cannot be reached, redirects, or answers
 * anything but 2xx with a GraphQL response. Both name the subgraph in `extensions.service`, never its address.
 */
export function createSubgraph({ name, url }: SubgraphAddress, deps: SubgraphDependencies): Subgraph {
  const { transport, logger, nowMs, answerLengthMax = 32 * 1_048_576 } = deps
  const path = readPath(url)
  return {
    name,
    async send(request) {
      const { context, representations } = request
      const { signal } = context
      const startMs = nowMs()
      const finish = (outcome: FetchOutcome) =>
        deps.onFetch?.({ subgraph: name, durationMs: Math.max(0, nowMs() - startMs), outcome })
      const fail = (failure: FetchFailure, details: object) => {
        finish(failure.outcome)
        const level = failure.outcome === 'cancelled' ? 'debug' : 'warn'
        logger[level]({ subgraph: name, requestId: context.requestId, ...details }, `subgraph ${failure.outcome}`)
        return createFetchError(name, failure, request.path)
      }
      const variables = representations === null ? request.variables : { ...request.variables, representations }
      const body = JSON.stringify({ query: request.query, variables })
      let response: TransportResponse
      try {
        const exchange = () =>
          transport({
            method: 'POST',
            path,
            headers: {
              'content-type': 'application/json',
              accept: 'application/json',
              ...signSubgraphRequest(context, { subgraph: name, body, secret: deps.secret, nowMs: startMs }),
              ...(request.isTraced ? { [traceHeader]: 'ftv1' } : {}),
            },
            body,
            signal,
          })
        response = await settleUnlessAborted(exchange, signal)
      } catch (cause) {
        throw fail(describeFailure(cause, signal), { err: cause })
      }
      const { status } = response
      const isRead = status >= 200 && status < 300 && response.body.length <= answerLengthMax
      const answer = isRead ? parseAnswer(response.body) : null
      if (answer === null) {
        const isConnectionFailed = gatewayStatuses.has(status)
        throw fail({ outcome: 'http_error', status, isConnectionFailed }, { status, length: response.body.length })
      }
      finish(answer.errors.length > 0 ? 'errors' : 'ok')
      return { ...answer, cacheControl: joinHeader(response.headers['cache-control']) }
    },
    subscribe: deps.subscribe ?? refuseToSubscribe,
  }

  async function refuseToSubscribe(): Promise<never> {
    throw createError('SUBREQUEST_HTTP_ERROR', `The service "${name}" sends no events.`, { service: name })
  }
}

function describeFailure(cause: unknown, signal: AbortSignal): FetchFailure {
  const failure = { status: null, isConnectionFailed: false }
  if (signal.aborted) return { ...failure, outcome: isTimeout(signal.reason) ? 'timeout' : 'cancelled' }
  // The subgraph did answer, and the client can have caused how much.
  if (hasCode(cause, (code) => code === 'UND_ERR_RES_EXCEEDED_MAX_SIZE')) return { ...failure, outcome: 'http_error' }
  const isConnectionFailed = hasCode(cause, (code) => connectionErrors.has(code))
  return { ...failure, outcome: 'unreachable', isConnectionFailed }
}

function settleUnlessAborted<Result>(work: () => Promise<Result>, signal: AbortSignal): Promise<Result> {
  return new Promise((resolve, reject) => {
    const stop = onAbort(signal, () => reject(signal.reason))
    if (signal.aborted) return
    work().then(resolve, reject).finally(stop)
  })
}

function isTimeout(reason: unknown): boolean {
  return reason instanceof DOMException && reason.name === 'TimeoutError'
}

function hasCode(error: unknown, test: (code: string) => boolean): boolean {
  if (!(error instanceof Error)) return false
  return test((error as NodeJS.ErrnoException).code ?? '') || hasCode(error.cause, test)
}

function joinHeader(value: string | readonly string[] | undefined): string | null {
  return typeof value === 'string' ? value : (value?.join(', ') ?? null)
}

/** Path and query of a routing URL; `/graphql` when it has none. */
function readPath(url: string): string {
  if (!URL.canParse(url)) return '/graphql'
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}
