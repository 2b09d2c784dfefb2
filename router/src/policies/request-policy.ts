import type { RouterContext } from '../context.ts'

/** A request whose sender is established, before anything of its body is read. */
export interface IncomingRequest {
  readonly context: RouterContext
  /** Operations that come with it. */
  readonly count: number
  /** Adds a header to the response, whatever becomes of the request. */
  readonly setHeader: (name: string, value: string) => void
}

/** One policy on whole requests: it lets the request pass or refuses it by throwing a registered error. */
export interface RequestPolicy {
  readonly name: string
  readonly apply: (request: IncomingRequest) => Promise<void> | void
}
