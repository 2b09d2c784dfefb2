/** Counts uses within windows of time, exactly, however many count at once. One in memory; replicas share one in Redis. */
export interface Counters {
  /**
   * Adds `amount` to the count of `key` and returns the count with it. A window begins at the first use and lasts
   * `windowMs`; then the count is 0 again.
   */
  readonly add: (key: string, amount: number, windowMs: number) => Promise<Count>
}

export interface Count {
  /** Uses in this window, those just added among them. */
  readonly total: number
  /** Until the window ends. */
  readonly resetMs: number
}
