import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { isErrorCode } from './is-error-code.ts'

/**
 * The form of an error that may leave the service: registered codes pass, everything else becomes
 * INTERNAL_SERVER_ERROR with the request id and is handed whole to `report`. Stack traces and the names and addresses
 * of backends never pass.
 */
export function maskError(
  formatted: GraphQLFormattedError,
  original: unknown,
  report: (error: unknown) => void,
  requestId?: string,
): GraphQLFormattedError {
  const { stacktrace: _stack, serviceName: _service, exception: _exception, ...extensions } = formatted.extensions ?? {}
  const code = extensions.code
  if (isErrorCode(code) && code !== 'INTERNAL_SERVER_ERROR')
    return { ...formatted, extensions: { ...extensions, code } }
  // A fault a subgraph has already masked and logged keeps the id it was logged under.
  const isMasked = code === 'INTERNAL_SERVER_ERROR' && typeof extensions.requestId === 'string'
  if (!isMasked) report(original instanceof GraphQLError ? (original.originalError ?? original) : original)
  return {
    message: 'Something went wrong on our side.',
    path: formatted.path,
    locations: formatted.locations,
    extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: isMasked ? extensions.requestId : requestId },
  }
}
