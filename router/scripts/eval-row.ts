/** One line of the evaluation's table. Shares are from 0 to 1. */
export interface EvalRow {
  readonly dataset: string
  readonly metric: string
  /** Ours, as measured in this run. */
  readonly value: number
  /** The published or earlier figure beside it. */
  readonly reference: number | undefined
  /** Where the reference, or the data, comes from. */
  readonly source: string
}
