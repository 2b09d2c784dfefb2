import { maskError } from '@ree-ai/kit/errors/mask-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { GraphQLFormattedError } from 'graphql'
import { removeSuggestion } from './remove-suggestion.ts'

/**
 * The form in which errors leave the router: registered codes only, anything else masked under its request id and
 * logged whole. `hidesSchema` also takes out the names that graphql-js suggests. `requestIds` knows whose an error is.
 */
export function formatError(deps: {
  readonly logger: Logger
  readonly hidesSchema: boolean
  readonly requestIds: WeakMap<object, string>
}): (formatted: GraphQLFormattedError, error: unknown) => GraphQLFormattedError {
  return (formatted, error) => {
    const requestId = typeof error === 'object' && error !== null ? deps.requestIds.get(error) : undefined
    const report = (err: unknown) => deps.logger.error({ err, requestId, path: formatted.path }, 'operation failed')
    const masked = maskError(withOwnCode(formatted), error, report, requestId)
    return deps.hidesSchema ? { ...masked, message: removeSuggestion(masked.message) } : masked
  }
}

/** Apollo Server reports refused introspection as a validation error with a second code. */
function withOwnCode(formatted: GraphQLFormattedError): GraphQLFormattedError {
  const { validationErrorCode, ...extensions } = formatted.extensions ?? {}
  if (validationErrorCode !== 'INTROSPECTION_DISABLED') return formatted
  return {
    ...formatted,
    message: 'Introspection is off here.',
    extensions: { ...extensions, code: 'INTROSPECTION_DISABLED' },
  }
}
