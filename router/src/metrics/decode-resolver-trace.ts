import { Trace } from '@apollo/usage-reporting-protobuf'

/** One run of a resolver in a subgraph. */
export interface ResolverTiming {
  readonly subgraph: string
  readonly parentType: string
  readonly field: string
  readonly durationMs: number
  readonly hasError: boolean
}

/** Resolver runs reported of one answer; a long list has one for each field of each item. */
const resolversMax = 10_000

/** The longest trace that is read, in characters of base64; about 100,000 resolver runs. */
const lengthMax = 8 * 1024 * 1024

/**
 * The timings a subgraph returned in `extensions.ftv1` (Apollo's inline traces: protobuf in base64), 10,000 at most. Empty
 * when it is no trace: what a subgraph sends is not trusted.
 */
export function decodeResolverTrace(subgraph: string, ftv1: unknown): readonly ResolverTiming[] {
  if (typeof ftv1 !== 'string' || ftv1.length > lengthMax) return []
  const root = decode(ftv1)?.root
  const timings: ResolverTiming[] = []
  // Iterative: the depth is what a subgraph says it is.
  const pending: Trace.INode[] = root ? [root] : []
  for (let node = pending.pop(); node !== undefined; node = pending.pop()) {
    for (const child of node.child ?? []) pending.push(child)
    // Items of lists have no parent type: they are places, not resolvers.
    if (!node.parentType || !node.responseName) continue
    if (timings.length >= resolversMax) break
    timings.push({
      subgraph,
      parentType: node.parentType,
      field: node.originalFieldName || node.responseName,
      durationMs: Math.max(0, Number(node.endTime ?? 0) - Number(node.startTime ?? 0)) / 1e6,
      hasError: (node.error?.length ?? 0) > 0,
    })
  }
  return timings
}

/** The decoder is recursive and throws on what it cannot read, a nesting deeper than the stack included. */
function decode(ftv1: string): Trace | null {
  try {
    return Trace.decode(Buffer.from(ftv1, 'base64'))
  } catch {
    return null
  }
}
