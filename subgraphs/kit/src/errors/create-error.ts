import { GraphQLError } from 'graphql'
import type { ErrorCodeName } from './error-codes.ts'

/** An error a client sees as it is: a registered code, a message for people, and details for programs. */
export function createError(
  code: ErrorCodeName,
  message: string,
  details: Readonly<Record<string, unknown>> = {},
): GraphQLError {
  return new GraphQLError(message, { extensions: { code, ...details } })
}
