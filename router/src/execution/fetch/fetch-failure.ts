import { createError } from '@ree-ai/kit/errors/create-error'
import { GraphQLError } from 'graphql'
import type { FetchOutcome } from '../subgraph-fetch.ts'

/** Why a request to a subgraph has no answer. */
export interface FetchFailure {
  readonly outcome: Exclude<FetchOutcome, 'ok' | 'errors'>
  /** The HTTP status it was answered with; null when there was none. */
  readonly status: number | null
  /** Whether nothing can have run that matters twice: the connection failed, not the exchange. */
  readonly isConnectionFailed: boolean
}

const failures = new WeakMap<GraphQLError, FetchFailure>()

const messages = {
  timeout: 'did not answer in time',
  unreachable: 'could not be reached',
  http_error: 'gave no usable answer',
  cancelled: 'was not waited for',
  open: 'is not answering; try again later',
} as const satisfies Record<FetchFailure['outcome'], string>

/**
 * The error of a request without an answer: GATEWAY_TIMEOUT or SUBREQUEST_HTTP_ERROR, at its place in the client's answer.
 * It names the subgraph in `extensions.service` and nothing else of it.
 */
export function createFetchError(
  subgraph: string,
  failure: FetchFailure,
  path: readonly (string | number)[],
): GraphQLError {
  const code = failure.outcome === 'timeout' ? 'GATEWAY_TIMEOUT' : 'SUBREQUEST_HTTP_ERROR'
  const text = `The service "${subgraph}" ${messages[failure.outcome]}.`
  const { message, extensions } = createError(code, text, { service: subgraph })
  const error = new GraphQLError(message, { path: path.length > 0 ? path : undefined, extensions })
  failures.set(error, failure)
  return error
}

/** What `createFetchError` was given; null for every other error. */
export function readFetchFailure(error: unknown): FetchFailure | null {
  return error instanceof GraphQLError ? (failures.get(error) ?? null) : null
}
