/**
 * Token buckets: what a client may still use, in cost. A bucket is full at first, holds at most `maximum`, and fills by
 * `restorePerSecond`. Every call is one atomic step, in memory or in Redis, however many call at once.
 */
export interface Budgets {
  /** Takes `amount` out of the bucket when it holds that much, and nothing otherwise. */
  readonly reserve: (key: string, amount: number, bucket: Bucket) => Promise<Reservation>
  /**
   * Corrects a reservation once the real amount is known: positive gives back (never above the maximum), negative takes more (the
   * bucket may fall below zero, and fills from there). Returns what is available then.
   */
  readonly settle: (key: string, refund: number, bucket: Bucket) => Promise<number>
}

export interface Bucket {
  readonly maximum: number
  readonly restorePerSecond: number
}

export interface Reservation {
  readonly isGranted: boolean
  /** What the bucket holds now. */
  readonly available: number
  /** Until it holds the amount asked for; 0 when granted, Infinity when the amount is above the maximum. */
  readonly waitMs: number
}
