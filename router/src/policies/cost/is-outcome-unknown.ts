import type { GraphQLError } from 'graphql'
import { readFetchFailure } from '../../execution/fetch/fetch-failure.ts'

/**
 * Whether an error says that a subgraph was asked and nobody knows how much it did: it took too long, was called off, or gave
 * nothing usable. One that could not be reached did nothing.
 */
export function isOutcomeUnknown(error: GraphQLError): boolean {
  const failure = readFetchFailure(error)
  if (failure === null) return error.extensions.code === 'GATEWAY_TIMEOUT'
  const { outcome, isConnectionFailed } = failure
  return outcome !== 'open' && outcome !== 'unreachable' && !isConnectionFailed
}
