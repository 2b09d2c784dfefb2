import type { RouterContext } from '../context.ts'

/** A document on its way in, whatever it came over and however it was named, before it is parsed. */
export interface DocumentRequest {
  readonly text: string
  /** As sent: an object or nothing. */
  readonly variables: unknown
  readonly context: RouterContext
}

/** One policy on documents: it lets the operation pass or refuses it by throwing a registered error. */
export interface DocumentPolicy {
  readonly name: string
  readonly apply: (request: DocumentRequest) => void
}
