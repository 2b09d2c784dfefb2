import type { FastifyRequest } from 'fastify'
import type { GraphQLFormattedError } from 'graphql'

/** A WebSocket of a client, from its upgrade to its close. */
export interface OpenSocket {
  /** The request that was upgraded. */
  readonly request: FastifyRequest
  /** What is under way, each to be called off when the client leaves. */
  readonly underWay: Set<AbortController>
  /** Errors that refuse operations, as they may leave, by the operation's id. */
  readonly refusals: Map<string, readonly GraphQLFormattedError[]>
  readonly close: (code: number, reason: string) => void
  /** Told whenever an operation has ended. */
  readonly onOperationEnd: () => void
}
