/** What is remembered of an HTTP request for its log line. No tokens, no variables, no texts of operations. */
export interface RequestRecord {
  traceId: string
  clientName: string
  clientVersion: string
  /** One entry, or several for a batch, in the order they ended. */
  readonly operations: OperationRecord[]
}

export interface OperationRecord {
  readonly name: string
  readonly type: string
  readonly outcome: OperationOutcome
  /** Codes of its errors, each once. */
  readonly codes: readonly string[]
}

/** Without errors; with some data and errors; refused by a rule the client can see; failed by our fault. */
export type OperationOutcome = 'ok' | 'partial' | 'refused' | 'failed'
