/** One line of the report. */
export interface BenchRow {
  readonly scenario: string
  readonly figure: string
  readonly ours: string
  readonly peer: string
  /** Ours in relation to the peer's, or what was asked for. */
  readonly ratio: string
}
