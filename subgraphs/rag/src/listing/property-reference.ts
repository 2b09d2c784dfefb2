/** A listing of the properties subgraph, by its id. */
export interface PropertyReference {
  readonly id: string
}
