/** One request to a subgraph as it went, for metrics. Each try counts by itself. */
export interface SubgraphFetch {
  readonly subgraph: string
  readonly durationMs: number
  readonly outcome: FetchOutcome
}

/**
 * `ok`; `errors`: answered with GraphQL errors, perhaps besides data; `http_error`: answered something else;
 * `timeout`: did not answer in time; `unreachable`: could not be reached; `cancelled`: nobody waited any more; `open`: not
 * sent, because the subgraph had failed too often lately.
 */
export type FetchOutcome = 'ok' | 'errors' | 'http_error' | 'timeout' | 'unreachable' | 'cancelled' | 'open'
