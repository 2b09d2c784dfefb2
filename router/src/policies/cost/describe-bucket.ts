import type { Bucket } from '../../store/budgets.ts'
import type { ThrottleStatus } from './operation-cost.ts'

/** A bucket as clients see it: whole numbers, rounded so that what it says is there is there. */
export function describeBucket({ maximum, restorePerSecond }: Bucket, available: number): ThrottleStatus {
  return {
    maximumAvailable: maximum,
    currentlyAvailable: Math.max(0, Math.floor(available)),
    restoreRate: restorePerSecond,
  }
}
