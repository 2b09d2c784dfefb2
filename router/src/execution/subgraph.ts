import type { RouterContext } from '../context.ts'

/**
 * A subgraph as the execution of plans sees it. What stands between (deadline, retries, breaker, sharing, cache, signature) is
 * built by wrapping one in another: each wrapper is a function from Subgraph to Subgraph.
 */
export interface Subgraph {
  readonly name: string
  /** Asks once. Rejects with a registered GraphQLError when there is no usable answer; never with anything else. */
  readonly send: (request: SubgraphRequest) => Promise<SubgraphAnswer>
  /** Subscribes; each answer is one event. Ends when the subgraph completes, rejects when it fails, and stops on `return()`. */
  readonly subscribe: (request: SubgraphRequest) => Promise<AsyncIterable<SubgraphAnswer>>
}

/** One request to a subgraph, as the plan asks for it. */
export interface SubgraphRequest {
  readonly kind: 'query' | 'mutation' | 'subscription'
  /** The operation. The same plan gives the same text, whatever the client calls its operation. */
  readonly query: string
  readonly variables: Readonly<Record<string, unknown>>
  /** The entities that are asked for, each once; null for a fetch at the root. They are `variables.representations` when sent. */
  readonly representations: readonly Representation[] | null
  /** Where the answer belongs in the client's, up to the first list. */
  readonly path: readonly (string | number)[]
  readonly context: RouterContext
  /** Whether the subgraph shall time its resolvers (Apollo's `ftv1`, in `extensions`). */
  readonly isTraced?: boolean
  /** Where the cache stood among invalidations when this was asked for; set by the cache. */
  readonly cacheMoment?: number
}

/** An entity's type and what it is found by. */
export type Representation = Readonly<Record<string, unknown>> & { readonly __typename: string }

export interface SubgraphAnswer {
  readonly data: Readonly<Record<string, unknown>> | null | undefined
  readonly errors: readonly SubgraphError[]
  readonly extensions: Readonly<Record<string, unknown>>
  /** The `cache-control` header it came with. */
  readonly cacheControl: string | null
}

/** An error as a subgraph sends it: nothing in it is checked. */
export interface SubgraphError {
  readonly message?: unknown
  readonly path?: unknown
  readonly extensions?: unknown
}
