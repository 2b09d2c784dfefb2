import type { Bucket, Budgets } from '../../store/budgets.ts'

/** Where what clients use is kept, and how much each may. */
export interface CostBudget {
  readonly budgets: Budgets
  readonly bucket: Bucket
  /** Hears how much was taken before operations, given back after, and taken beyond the estimate or for events. */
  readonly onChange?: (event: 'reserved' | 'refunded' | 'overdrawn', amount: number) => void
}
