/** Plans operations of one supergraph. */
export interface Planner {
  /**
   * The plan, as JSON. Rejects with OPERATION_LIMIT_EXCEEDED when the operation has too many ways to be planned, or
   * takes too long.
   */
  readonly plan: (query: string, operationName: string | undefined) => Promise<string>
  /** Keeps no thread while it has nothing to do: its supergraph is no longer the current one. */
  readonly retire: () => void
  readonly close: () => Promise<void>
}
