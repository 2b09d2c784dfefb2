import type { SelectionSetNode } from 'graphql'

/** What the cache must know of a supergraph. */
export interface CacheRules {
  /** Another for another supergraph: what was kept under one is not found under the other. */
  readonly generation: string
  /** Types of the objects that an operation to a subgraph may answer. */
  readonly listTypes: (query: string) => readonly string[]
  /** The keys that entities of a type have, in any subgraph. */
  readonly listKeys: (typeName: string) => readonly SelectionSetNode[]
}
