import type { RequestIdentity } from '../identity/subgraph-request.ts'

/** What every resolver knows of its request. */
export interface RequestContext extends RequestIdentity {
  /** Now, injected so that tests can move it. Milliseconds since the epoch. */
  readonly nowMs: () => number
}
