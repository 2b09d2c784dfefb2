import type { GatewayExecutionResult } from '@apollo/server-gateway-interface'
import type { FormattedExecutionResult, GraphQLError, GraphQLFormattedError } from 'graphql'

/** Puts errors, and results with errors, into the form in which they may leave. */
export interface ErrorFormat {
  readonly errors: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[]
  readonly result: (result: GatewayExecutionResult, requestId: string) => FormattedExecutionResult
}

/** The form that Apollo Server gives to other answers, for those that do not pass through it; `onError` is told whose an error is. */
export function formatErrors(deps: {
  readonly format: (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError
  readonly onError: (error: GraphQLError, requestId: string) => void
}): ErrorFormat {
  const format: ErrorFormat['errors'] = (errors, requestId) =>
    errors.map((error) => {
      deps.onError(error, requestId)
      const { extensions, ...formatted } = error.toJSON()
      // The HTTP status it would have is no part of it.
      const { http: _http, ...details } = extensions ?? {}
      return deps.format({ ...formatted, extensions: details }, error)
    })
  return {
    errors: format,
    result({ errors, ...result }, requestId) {
      if (!errors || errors.length === 0) return result as FormattedExecutionResult
      return { ...result, errors: format(errors, requestId) } as FormattedExecutionResult
    },
  }
}
