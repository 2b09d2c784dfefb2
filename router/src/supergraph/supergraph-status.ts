/** How it stands with the supergraph. */
export interface SupergraphStatus {
  /**
   * `missing`: none could be loaded yet; `loaded`: what runs is what the source has; `stale`: the source cannot be read or
   * what it has cannot be served, and the last good one runs on.
   */
  readonly state: 'missing' | 'loaded' | 'stale'
  /** The beginning of the SHA-256 of the SDL that runs; null while there is none. */
  readonly version: string | null
  readonly loadedAtMs: number | null
  /** Why it is missing or stale, for operators: it may name files and hosts. */
  readonly fault: string | null
}
