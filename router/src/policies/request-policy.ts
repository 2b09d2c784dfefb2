import type { RouterContext } from '../context.ts'

/** A request whose sender is established, before anything in it is parsed. */
export interface IncomingRequest {
  readonly context: RouterContext
  /** The operations as sent: one, or those of a batch. Nothing in them is checked yet. */
  readonly operations: readonly IncomingOperation[]
  /** Adds a header to the response, whatever becomes of the request. */
  readonly setHeader: (name: string, value: string) => void
}

export interface IncomingOperation {
  readonly query?: unknown
  readonly variables?: unknown
}

/** One policy on whole requests: it lets the request pass or refuses it by throwing a registered error. */
export interface RequestPolicy {
  readonly name: string
  readonly apply: (request: IncomingRequest) => Promise<void> | void
}
