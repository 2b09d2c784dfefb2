import type { Trace } from '@apollo/usage-reporting-protobuf'

/** One run of a resolver in a subgraph. */
export interface ResolverTiming {
  readonly subgraph: string
  readonly parentType: string
  readonly field: string
  readonly durationMs: number
  readonly hasError: boolean
}

/** One request to a subgraph, as the gateway timed it. */
export interface FetchTiming {
  readonly subgraph: string
  readonly durationMs: number
  /** Whether the subgraph returned timings of its resolvers. */
  readonly hasTrace: boolean
}

export interface CollectedTraces {
  readonly resolvers: readonly ResolverTiming[]
  readonly fetches: readonly FetchTiming[]
  /** Resolver runs beyond the bound, not in `resolvers`. */
  readonly droppedResolvers: number
}

/** Resolver runs reported of one operation; a long list has one for each field of each item. */
const resolversMax = 10_000

/**
 * The timings in `requestContext.metrics.queryPlanTrace`: what subgraphs returned inline (Apollo's `ftv1`) and the gateway
 * decoded, which it asks for while `metrics.captureTraces` is true. At most 10,000 resolver runs of one operation.
 */
export function collectTraces(plan: Trace.IQueryPlanNode | null | undefined): CollectedTraces {
  const resolvers: ResolverTiming[] = []
  const fetches: FetchTiming[] = []
  let droppedResolvers = 0

  function collectPlan(node: Trace.IQueryPlanNode | null | undefined): void {
    if (!node) return
    for (const child of [...(node.sequence?.nodes ?? []), ...(node.parallel?.nodes ?? [])]) collectPlan(child)
    collectPlan(node.flatten?.node)
    collectPlan(node.condition?.ifClause)
    collectPlan(node.condition?.elseClause)
    if (node.fetch) collectFetch(node.fetch)
  }

  function collectFetch({ serviceName, sentTime, receivedTime, trace }: Trace.QueryPlanNode.IFetchNode): void {
    // A fetch for which there was nothing to ask is in the plan but was never sent.
    if (!serviceName || !sentTime) return
    const durationMs = receivedTime ? Math.max(0, toMs(receivedTime) - toMs(sentTime)) : 0
    fetches.push({ subgraph: serviceName, durationMs, hasTrace: Boolean(trace) })
    if (trace?.root) collectResolvers(serviceName, trace.root)
  }

  /** Iterative: the depth is what a subgraph says it is. */
  function collectResolvers(subgraph: string, root: Trace.INode): void {
    const pending: Trace.INode[] = [root]
    for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
      for (const child of node.child ?? []) pending.push(child)
      // Items of lists have no parent type: they are places, not resolvers.
      if (!node.parentType || !node.responseName) continue
      if (resolvers.length >= resolversMax) {
        droppedResolvers += 1
        continue
      }
      resolvers.push({
        subgraph,
        parentType: node.parentType,
        field: node.originalFieldName || node.responseName,
        durationMs: Math.max(0, Number(node.endTime ?? 0) - Number(node.startTime ?? 0)) / 1e6,
        hasError: (node.error?.length ?? 0) > 0,
      })
    }
  }

  collectPlan(plan)
  return { resolvers, fetches, droppedResolvers }
}

function toMs(time: { readonly seconds?: unknown; readonly nanos?: number | null }): number {
  return Number(time.seconds ?? 0) * 1_000 + (time.nanos ?? 0) / 1e6
}
