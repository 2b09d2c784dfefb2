import type { Tracer } from '@opentelemetry/api'
import { buildASTSchema, type DocumentNode, type GraphQLSchema, parse, print } from 'graphql'
import { listAccessRules } from '../policies/access/list-access-rules.ts'
import type { Supergraph } from '../supergraph/supergraph.ts'
import type { GatewayDependencies } from './create-gateway.ts'
import { type CompiledPlan, compilePlan } from './plan/compile-plan.ts'
import { createPlanCache } from './plan/create-plan-cache.ts'
import type { Planner } from './plan/planner.ts'
import type { CompiledOperation } from './run/compiled-operation.ts'
import type { Subgraph } from './subgraph.ts'

/** A plan and, once it has run, the shape of its answers. */
export interface PlannedOperation {
  readonly plan: CompiledPlan
  operation: CompiledOperation | null
}

/** One supergraph as it runs, until another takes its place; operations end on the one they began with. */
export interface Generation {
  readonly supergraph: Supergraph
  /** The whole schema, with what clients do not see. */
  readonly schema: GraphQLSchema
  readonly isProtected: boolean
  readonly subgraphs: ReadonlyMap<string, Subgraph>
  readonly getSubgraph: (name: string) => Subgraph
  readonly planner: Planner
  readonly tracer: Tracer | null
  /** The plan of a document that is known by its hash; made once for all who ask at the same time. */
  readonly plan: (hash: string, document: DocumentNode, operationName: string | undefined) => Promise<PlannedOperation>
}

export function createGeneration(
  supergraph: Supergraph,
  deps: Pick<GatewayDependencies, 'createSubgraph' | 'createPlanner' | 'planCacheMiB' | 'onPlan' | 'tracer'>,
): Generation {
  const planner = deps.createPlanner(supergraph.gatewaySdl)
  const subgraphs = new Map(
    supergraph.subgraphs.map((address) => [address.name, deps.createSubgraph(address, supergraph)]),
  )
  const plans = createPlanCache<PlannedOperation>({
    bytesMax: (deps.planCacheMiB ?? 32) * 1_048_576,
    onLookup: deps.onPlan,
  })
  return {
    supergraph,
    schema: buildASTSchema(parse(supergraph.gatewaySdl, { noLocation: true }), { assumeValidSDL: true }),
    isProtected: listAccessRules(supergraph.rules).length > 0,
    subgraphs,
    getSubgraph(name) {
      const subgraph = subgraphs.get(name)
      if (subgraph === undefined) throw new Error(`The supergraph has no subgraph "${name}".`)
      return subgraph
    },
    planner,
    tracer: deps.tracer ?? null,
    plan: (hash, document, operationName) =>
      plans.get(`${hash} ${operationName ?? ''}`, async () => {
        const text = await planner.plan(print(document), operationName)
        // A plan as objects takes about three times its text, and its shapes as much again.
        return { plan: { plan: compilePlan(JSON.parse(text)), operation: null }, bytes: text.length * 6 }
      }),
  }
}
