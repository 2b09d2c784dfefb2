/** One request to a subgraph as it went, for metrics. */
export interface SubgraphFetch {
  readonly subgraph: string
  /** Retries included. */
  readonly durationMs: number
  readonly outcome: FetchOutcome
}

/**
 * `ok`; `errors`: answered with GraphQL errors, perhaps besides data; `http_error`: answered something else;
 * `timeout`: did not answer in time; `unreachable`: could not be reached.
 */
export type FetchOutcome = 'ok' | 'errors' | 'http_error' | 'timeout' | 'unreachable'
