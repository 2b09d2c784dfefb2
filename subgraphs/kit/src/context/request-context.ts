import type { RequestIdentity } from '../identity/subgraph-request.ts'

/** What every resolver knows of its request. */
export interface RequestContext extends RequestIdentity {
  /** Now, injected so that tests can move it. Milliseconds since the epoch. */
  readonly nowMs: () => number
  /** For subscriptions: aborts when nobody waits for events any more. */
  readonly signal?: AbortSignal
}
