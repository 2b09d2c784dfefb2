import type { GatewayExecutionResult } from '@apollo/server-gateway-interface'
import type { GraphQLSchema } from 'graphql'

/**
 * What a transport for events shares with the operation it has the pipeline run. Apollo Server copies an operation's context but
 * not what it refers to, so what comes of the operation is left here.
 */
export interface Delivery {
  /** Whether mutations are refused, as for all that comes by GET. */
  readonly isReadOnly: boolean
  /** Once the operation has begun: its events, when it is a subscription, and the schema it was planned on. */
  begun: { readonly events: AsyncGenerator<GatewayExecutionResult>; readonly schema: GraphQLSchema } | null
  /** Gives back the subscription's place among those of its client. */
  release: (() => void) | null
}

export function createDelivery(options: { readonly isReadOnly: boolean }): Delivery {
  return { ...options, begun: null, release: null }
}
