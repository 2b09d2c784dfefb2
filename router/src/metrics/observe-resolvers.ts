import { type GraphQLSchema, isInterfaceType, isObjectType } from 'graphql'
import type { RouterMetrics } from './create-router-metrics.ts'
import { decodeResolverTrace } from './decode-resolver-trace.ts'

/** Resolver metrics from the traces that subgraphs return. */
export interface ResolverObserver {
  /** Types and fields of this schema have series of their own from now on. */
  readonly useSchema: (schema: GraphQLSchema) => void
  /** Counts and times the resolvers of one answer, from its `extensions.ftv1`. */
  readonly observe: (subgraph: string, ftv1: unknown) => void
}

/**
 * The labels `type` and `field` are names of the schema clients see; what a subgraph calls otherwise, and what it keeps from
 * clients, is `other`. So the number of series is bounded by the schema, whatever a subgraph sends.
 */
export function observeResolvers(
  metrics: Pick<RouterMetrics, 'resolvers' | 'resolverDuration' | 'resolverErrors'>,
): ResolverObserver {
  let schema: GraphQLSchema | null = null

  function isKnown(typeName: string, field: string): boolean {
    if (typeName === 'Query' && field === '_entities') return true
    const type = schema?.getType(typeName)
    return (isObjectType(type) || isInterfaceType(type)) && Object.hasOwn(type.getFields(), field)
  }

  return {
    useSchema(next) {
      schema = next
    },
    observe(subgraph, ftv1) {
      for (const { parentType, field, durationMs, hasError } of decodeResolverTrace(subgraph, ftv1)) {
        const labels = isKnown(parentType, field)
          ? { subgraph, type: parentType, field }
          : { subgraph, type: 'other', field: 'other' }
        metrics.resolvers.inc(labels)
        metrics.resolverDuration.observe(labels, durationMs / 1000)
        if (hasError) metrics.resolverErrors.inc(labels)
      }
    },
  }
}
