/** One line of the evaluation's table. */
export interface EvalRow {
  readonly dataset: string
  readonly metric: string
  /** Ours, as measured in this run. */
  readonly value: string
  /** The published or earlier figure beside it; empty when there is none. */
  readonly reference: string
  /** Where the reference comes from. */
  readonly source: string
}
