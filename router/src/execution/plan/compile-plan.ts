import type {
  FetchDataRewrite,
  PlanNode,
  QueryPlan,
  QueryPlanSelectionNode,
  SubscriptionNode,
} from '@apollo/query-planner'

/** A plan as the router runs it: what does not change from request to request is worked out. */
export type CompiledNode =
  | { readonly kind: 'sequence' | 'parallel'; readonly nodes: readonly CompiledNode[] }
  | {
      readonly kind: 'condition'
      /** A Boolean variable. */
      readonly variable: string
      readonly whenTrue: CompiledNode | null
      readonly whenFalse: CompiledNode | null
    }
  | CompiledFetch

export interface CompiledFetch {
  readonly kind: 'fetch'
  readonly subgraph: string
  readonly operationKind: 'query' | 'mutation' | 'subscription'
  /** The text that is sent. It has no name: operations that differ in their name alone share plans, requests and caches. */
  readonly query: string
  /** Variables of the client's that it needs. */
  readonly variables: readonly string[]
  /** What entities are found by; null for a fetch at the root. */
  readonly requires: readonly QueryPlanSelectionNode[] | null
  readonly inputRewrites: readonly FetchDataRewrite[]
  readonly outputRewrites: readonly FetchDataRewrite[]
  /** Where in the data its objects are: response keys, and `@` for the items of a list. */
  readonly path: readonly string[]
  /** The response keys before the first list. */
  readonly prefix: readonly string[]
}

export interface CompiledPlan {
  /** The subscription whose events `node` completes; null for queries and mutations. */
  readonly subscription: CompiledFetch | null
  /** Null when nothing is to be fetched. */
  readonly node: CompiledNode | null
  /** Names of the subgraphs it asks. */
  readonly subgraphs: readonly string[]
}

/** Compiles a plan. Throws on what this router does not run: deferred parts and values from a context. */
export function compilePlan({ node }: QueryPlan): CompiledPlan {
  const subgraphs = new Set<string>()

  function compile(plan: PlanNode, path: readonly string[]): CompiledNode {
    switch (plan.kind) {
      case 'Sequence':
        return { kind: 'sequence', nodes: plan.nodes.map((child) => compile(child, path)) }
      case 'Parallel':
        return { kind: 'parallel', nodes: plan.nodes.map((child) => compile(child, path)) }
      case 'Flatten':
        return compile(plan.node, [...path, ...plan.path.map(String)])
      case 'Condition':
        return {
          kind: 'condition',
          variable: plan.condition,
          whenTrue: plan.ifClause ? compile(plan.ifClause, path) : null,
          whenFalse: plan.elseClause ? compile(plan.elseClause, path) : null,
        }
      case 'Fetch':
        return compileFetch(plan, path)
      case 'Defer':
        throw new Error('Deferred parts are not planned for.')
    }
  }

  function compileFetch(plan: SubscriptionNode['primary'], path: readonly string[]): CompiledFetch {
    if (plan.contextRewrites?.length) throw new Error('@fromContext is not supported.')
    subgraphs.add(plan.serviceName)
    const firstList = path.indexOf('@')
    return {
      kind: 'fetch',
      subgraph: plan.serviceName,
      operationKind: plan.operationKind,
      query: plan.operation.replace(/^(query|mutation|subscription) +\w+/, '$1'),
      variables: plan.variableUsages ?? [],
      requires: plan.requires ?? null,
      inputRewrites: plan.inputRewrites ?? [],
      outputRewrites: plan.outputRewrites ?? [],
      path,
      prefix: firstList === -1 ? path : path.slice(0, firstList),
    }
  }

  if (node === undefined) return { subscription: null, node: null, subgraphs: [] }
  if (node.kind !== 'Subscription') {
    const compiled = compile(node, [])
    return { subscription: null, node: compiled, subgraphs: [...subgraphs] }
  }
  const subscription = compileFetch(node.primary, [])
  const rest = node.rest ? compile(node.rest, []) : null
  return { subscription, node: rest, subgraphs: [...subgraphs] }
}
