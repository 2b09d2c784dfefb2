import { createError } from '@ree-ai/kit/errors/create-error'
import type { GraphQLError } from 'graphql'

/** Why a subscription has ended. */
export type EndReason =
  | 'completed'
  | 'client_left'
  | 'too_slow'
  | 'token_expired'
  | 'session_ended'
  | 'schema_reload'
  | 'stopping'
  | 'failed'

/** What the client is told; null when it knows, or when the events have told it. */
export function explainEnd(reason: EndReason): GraphQLError | null {
  switch (reason) {
    case 'too_slow':
      return createError('SUBSCRIPTION_TOO_SLOW', 'Events came faster than they were taken. Subscribe again.')
    case 'token_expired':
      return createError('UNAUTHENTICATED', 'The token has expired. Refresh it, then subscribe again.')
    case 'session_ended':
      return createError('UNAUTHENTICATED', 'The session has ended. Sign in again.')
    case 'schema_reload':
      return createError('SUBSCRIPTION_SCHEMA_RELOAD', 'The router serves another schema now. Subscribe again.')
    case 'stopping':
      return createError('SERVICE_UNAVAILABLE', 'The router is stopping. Subscribe again.')
    case 'failed':
      return createError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.')
    default:
      return null
  }
}
