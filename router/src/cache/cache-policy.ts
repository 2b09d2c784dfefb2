/** How long, and for whom, something that was fetched stays as it is. */
export interface CachePolicy {
  /** How long from now on, in seconds; 0 when it may not be kept. */
  readonly remainingSeconds: number
  /** How long ago the oldest part of it was fetched, in seconds. */
  readonly ageSeconds: number
  /** Whether it is the viewer's alone. */
  readonly isPrivate: boolean
}

/** What all parts of an answer allow together. */
export function combinePolicies(one: CachePolicy | null, other: CachePolicy): CachePolicy {
  if (one === null) return other
  return {
    remainingSeconds: Math.min(one.remainingSeconds, other.remainingSeconds),
    ageSeconds: Math.max(one.ageSeconds, other.ageSeconds),
    isPrivate: one.isPrivate || other.isPrivate,
  }
}
