import { HeaderMap } from '@apollo/server'
import { errorCodes } from '@ree-ai/kit/errors/error-codes'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import { GraphQLError } from 'graphql'

/**
 * The same error, telling Apollo Server the HTTP status of its registered code for when it refuses the whole request
 * (`status` overrides), and headers such as `Retry-After`. An error without a registered code answers 500.
 */
export function withStatus(
  error: GraphQLError,
  options: { readonly status?: number; readonly headers?: Readonly<Record<string, string>> } = {},
): GraphQLError {
  const code = error.extensions.code
  const isFault = !isErrorCode(code) || code === 'INTERNAL_SERVER_ERROR'
  const status = options.status ?? (isFault ? 500 : errorCodes[code].status)
  const headers = new HeaderMap(Object.entries(options.headers ?? {}))
  return new GraphQLError(error.message, {
    nodes: error.nodes,
    source: error.source,
    positions: error.positions,
    path: error.path,
    originalError: error.originalError,
    extensions: { ...error.extensions, http: { status, headers } },
  })
}
