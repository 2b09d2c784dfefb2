import type { GraphQLDataSource } from '@apollo/gateway'
import type { GatewayGraphQLResponse } from '@apollo/server-gateway-interface'
import { createError } from '@ree-ai/kit/errors/create-error'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { GraphQLError } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { SubgraphAddress } from '../supergraph/supergraph.ts'
import { sendWithDeadline } from './send-with-deadline.ts'
import type { FetchOutcome, SubgraphFetch } from './subgraph-fetch.ts'

export interface SubgraphDataSourceOptions {
  /** Key that requests are signed with. */
  readonly secret: string
  /** How long a subgraph may take to answer, a retry included; 10,000 ms by default. */
  readonly deadlineMs?: number
  readonly logger: Logger
  readonly nowMs: () => number
  readonly onFetch?: (fetch: SubgraphFetch) => void
}

/** A header of the gateway's that asks subgraphs for their resolvers' timings. */
const traceHeader = 'apollo-federation-include-trace'

/**
 * Sends the gateway's requests to one subgraph: the query, its variables and its operation name, signed for that
 * subgraph together with who is asking. Nothing else of the client's request goes on.
 *
 * Rejects with GATEWAY_TIMEOUT when there is no answer in time, with SUBREQUEST_HTTP_ERROR when the subgraph cannot be
 * reached, redirects, or answers anything but 2xx with a GraphQL response; both name the subgraph in
 * `extensions.service`, never its address. Queries are sent once more when the connection fails.
 */
export function createSubgraphDataSource(
  subgraph: SubgraphAddress,
  send: Transport,
  options: SubgraphDataSourceOptions,
): GraphQLDataSource<RouterContext> {
  const { deadlineMs = 10_000, logger, nowMs } = options
  const path = readPath(subgraph.url)

  function refuse(code: 'GATEWAY_TIMEOUT' | 'SUBREQUEST_HTTP_ERROR', what: string, at: Path): GraphQLError {
    const { message, extensions } = createError(code, `The service "${subgraph.name}" ${what}.`, {
      service: subgraph.name,
    })
    return new GraphQLError(message, { path: at, extensions })
  }

  return {
    async process({ request, context, ...operation }) {
      const startMs = nowMs()
      const body = JSON.stringify({
        query: request.query,
        variables: request.variables,
        operationName: request.operationName,
      })
      const trace = request.http?.headers.get(traceHeader)
      const result = await sendWithDeadline(
        send,
        () => ({
          method: 'POST',
          path,
          headers: {
            'content-type': 'application/json',
            accept: 'application/json',
            ...signSubgraphRequest(context as RouterContext, {
              subgraph: subgraph.name,
              body,
              secret: options.secret,
              nowMs: nowMs(),
            }),
            ...(trace ? { [traceHeader]: trace } : {}),
          },
          body,
        }),
        { deadlineMs, canRetry: isQuery(request.query) },
      )
      const at = 'pathInIncomingRequest' in operation ? readPrefix(operation.pathInIncomingRequest) : undefined
      const finish = (outcome: FetchOutcome) =>
        options.onFetch?.({ subgraph: subgraph.name, durationMs: Math.max(0, nowMs() - startMs), outcome })

      if ('failure' in result) {
        finish(result.failure)
        logger.warn({ subgraph: subgraph.name, err: result.cause }, `subgraph ${result.failure}`)
        if (result.failure === 'timeout') throw refuse('GATEWAY_TIMEOUT', 'did not answer in time', at)
        throw refuse('SUBREQUEST_HTTP_ERROR', 'could not be reached', at)
      }
      const { status } = result.response
      const answer = status >= 200 && status < 300 ? parseAnswer(result.response.body) : null
      if (answer === null) {
        finish('http_error')
        logger.warn({ subgraph: subgraph.name, status }, 'subgraph gave no GraphQL answer')
        throw refuse('SUBREQUEST_HTTP_ERROR', 'gave no usable answer', at)
      }
      finish(answer.errors?.length ? 'errors' : 'ok')
      return answer
    },
  }
}

type Path = readonly (string | number)[] | undefined

/** A GraphQL response, or null when the text is none. */
function parseAnswer(body: string): GatewayGraphQLResponse | null {
  try {
    const answer: unknown = JSON.parse(body)
    if (!isObject(answer)) return null
    const { data, errors, extensions } = answer
    const isData = data === undefined || data === null || isObject(data)
    const isErrors = errors === undefined || (Array.isArray(errors) && errors.every(isObject))
    if (!isData || !isErrors || (data === undefined && errors === undefined)) return null
    return {
      data,
      errors: errors as GatewayGraphQLResponse['errors'],
      extensions: isObject(extensions) ? extensions : undefined,
    }
  } catch {
    return null
  }
}

function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value)
}

/** The gateway writes its operations itself, each beginning with its kind. */
function isQuery(text: string | undefined): boolean {
  return text !== undefined && /^(query\b|\{)/.test(text)
}

/** Path and query of a routing URL; `/graphql` when it has none. */
function readPath(url: string): string {
  if (!URL.canParse(url)) return '/graphql'
  const { pathname, search } = new URL(url)
  return `${pathname}${search}`
}

/** Where a fetch stands in the answer, as far as it is one place: up to the first list. */
function readPrefix(path: readonly unknown[] | undefined): Path {
  const end = path?.indexOf('@') ?? 0
  const prefix = (path ?? []).slice(0, end === -1 ? undefined : end).filter((part) => typeof part === 'string')
  return prefix.length > 0 ? prefix : undefined
}
