/** `context.decisions.cost` and so `extensions.cost`. Costs have no unit: an object is 1. */
export type OperationCost = {
  readonly estimated: number
  /** What was counted; null until the operation has run. */
  readonly actual: number | null
  readonly maximum: number
  readonly strategy: 'static_estimated'
  /** The client's bucket, with the names that clients of Shopify's API know; absent where there is no budget. */
  readonly throttleStatus?: ThrottleStatus
}

export type ThrottleStatus = {
  readonly maximumAvailable: number
  /** Never below zero, though a bucket may owe something. */
  readonly currentlyAvailable: number
  /** In a second. */
  readonly restoreRate: number
}
