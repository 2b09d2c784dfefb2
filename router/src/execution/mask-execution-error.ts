import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import { GraphQLError, Kind } from 'graphql'

/**
 * An error of the execution as it may go on: registered codes stay with their message, path and details; everything else becomes
 * INTERNAL_SERVER_ERROR, with the request id if a subgraph has logged it under one, and keeps what it was as
 * `originalError` for the log. The name of the service that the gateway adds, stack traces, and a subgraph's wish for the router's own HTTP
 * status are dropped. Faults in variables, found before anything runs, stay as they are.
 */
export function maskExecutionError(error: unknown): GraphQLError {
  const fault =
    error instanceof GraphQLError ? error : new GraphQLError(String(error), { originalError: toError(error) })
  if (fault.nodes?.[0]?.kind === Kind.VARIABLE_DEFINITION) return fault
  const { serviceName: _name, stacktrace: _stack, exception: _exception, http: _http, ...extensions } = fault.extensions
  const { path } = fault
  if (isErrorCode(extensions.code) && extensions.code !== 'INTERNAL_SERVER_ERROR')
    return new GraphQLError(fault.message, { path, extensions })
  const requestId = typeof extensions.requestId === 'string' ? { requestId: extensions.requestId } : {}
  return new GraphQLError('Something went wrong on our side.', {
    path,
    originalError: new Error(fault.message, { cause: fault }),
    extensions: { code: 'INTERNAL_SERVER_ERROR', ...requestId },
  })
}

function toError(error: unknown): Error {
  return error instanceof Error ? error : new Error(String(error))
}
