/** Work that a subgraph does once in a while beside requests. */
export interface Job {
  /** Names its lease and its metrics, for example `expire-listings`. */
  readonly name: string
  /** From one beginning to the next, in ms. */
  readonly intervalMs: number
  /**
   * `one`: once in each interval, on whichever replica comes first. `all`: on every replica, for work that is taken row
   * by row with `FOR UPDATE SKIP LOCKED`.
   */
  readonly replicas: 'one' | 'all'
  /**
   * Does it. May be begun again after a crash or a failure, so that it finds what was done already. Stops soon after
   * the signal: the process ends, or another replica has taken the work over.
   */
  readonly work: (signal: AbortSignal) => Promise<void>
}
