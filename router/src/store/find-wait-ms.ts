import type { Bucket } from './budgets.ts'

/** How long until a bucket that holds `available` holds `amount`, in whole milliseconds; Infinity when it never will. */
export function findWaitMs(amount: number, available: number, { maximum, restorePerSecond }: Bucket): number {
  if (amount > maximum) return Number.POSITIVE_INFINITY
  return Math.max(0, Math.ceil(((amount - available) / restorePerSecond) * 1_000))
}
