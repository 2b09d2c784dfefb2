import { ApolloGateway } from '@apollo/gateway'
import type {
  GatewayExecutionResult,
  GatewayExecutor,
  GatewayGraphQLRequestContext,
  GatewayInterface,
} from '@apollo/server-gateway-interface'
import type { Tracer } from '@opentelemetry/api'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { type GraphQLSchema, parse } from 'graphql'
import type { RouterContext } from '../context.ts'
import { authorizedRequests } from '../policies/access/authorized-requests.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import type { SubgraphAddress, Supergraph } from '../supergraph/supergraph.ts'
import { createDataSource } from './create-data-source.ts'
import { createGeneration, type Generation } from './create-generation.ts'
import { executeOnStock } from './execute-on-stock.ts'
import { executeOperation } from './execute-operation.ts'
import { hashDocument } from './hash-document.ts'
import type { Planner } from './plan/planner.ts'
import type { Subgraph } from './subgraph.ts'

export interface GatewayDependencies {
  /** The supergraph to begin with. */
  readonly supergraph: Supergraph
  /** The way to a subgraph; asked for each when a supergraph is put in place. Nothing is sent before the first operation. */
  readonly createSubgraph: (address: SubgraphAddress, supergraph: Supergraph) => Subgraph
  readonly createPlanner: (supergraphSdl: string) => Planner
  /** `own` (default) or `@apollo/gateway`'s own execution, `stock`. */
  readonly execution?: 'own' | 'stock'
  /** Size of the plan cache in MiB; 32 by default. */
  readonly planCacheMiB?: number
  readonly logger: Logger
  /** Hears of each lookup in the plan cache. */
  readonly onPlan?: (outcome: PlanOutcome) => void
  /** Where spans of planning and of events go; nowhere unless given. */
  readonly tracer?: Tracer
}

/** Found; made; waited for while another request had it made. */
export type PlanOutcome = 'hit' | 'miss' | 'shared'

/** An operation that is planned before a supergraph goes live. */
export interface WarmUpOperation {
  readonly query: string
  readonly operationName?: string
}

/** The gateway with the way to give it another supergraph while it runs. */
export interface RunningGateway extends GatewayInterface {
  /**
   * Plans `warmUp` on another supergraph and then puts it in place, at once for every operation that is parsed from then on; those
   * under way end on theirs. An operation of `warmUp` that no longer fits is left out. Rejects, and changes
   * nothing, when `@apollo/gateway` refuses the supergraph.
   */
  readonly update: (supergraph: Supergraph, options: { readonly warmUp: readonly WarmUpOperation[] }) => Promise<void>
  /** The rules that belong to a schema which operations run on. */
  readonly getRules: (schema: GraphQLSchema) => FieldRules
}

/**
 * `@apollo/gateway` for Apollo Server's `gateway` option: it checks supergraphs and gives the schema; plans are made by
 * `createPlanner` and run here. What runs is the document as the policies left it (`requestContext.document`); the
 * fields they removed come back as nulls with their errors, the actual cost goes to `context.decisions.cost`, and no error
 * leaves that is not registered. A subgraph that is down fails its fetches only, also at start.
 *
 * Plans are kept by the document that runs: viewers with the same permissions share one, others have another.
 *
 * Loading rejects when the supergraph is not valid. An operation on a supergraph with access rules that has not passed
 * `authorize` rejects, and nothing is fetched.
 */
export function createGateway(deps: GatewayDependencies): RunningGateway {
  const bySchema = new WeakMap<GraphQLSchema, Generation>()
  let current = createGeneration(deps.supergraph, deps)
  let updateSdl: ((supergraphSdl: string) => void) | null = null
  const gateway = new ApolloGateway({
    supergraphSdl: async ({ update }) => {
      updateSdl = update
      return { supergraphSdl: deps.supergraph.gatewaySdl }
    },
    // Asked once for each name and URL, although the subgraph may be another when it comes back in a later generation.
    buildService({ name }) {
      const built = current.getSubgraph(name)
      const find = () => current.subgraphs.get(name) ?? built
      return createDataSource({
        name,
        send: (request) => find().send(request),
        subscribe: (request) => find().subscribe(request),
      })
    },
    experimental_approximateQueryPlanStoreMiB: deps.planCacheMiB ?? 32,
    // Would show plans, and so the inside of the graph, to anyone who sends a header.
    __exposeQueryPlanExperimental: false,
    logger: {
      debug: (message) => deps.logger.debug({}, String(message)),
      info: (message) => deps.logger.debug({}, String(message)),
      warn: (message) => deps.logger.warn({}, String(message)),
      error: (message) => deps.logger.error({}, String(message)),
    },
  })
  // Heard before Apollo Server hears it, so that no operation meets a schema without its generation.
  gateway.onSchemaLoadOrUpdate(({ apiSchema }) => bySchema.set(apiSchema, current))

  function find(schema: GraphQLSchema): Generation {
    const generation = bySchema.get(schema)
    if (generation === undefined) throw new Error('an operation came with a schema that was never put in place')
    return generation
  }

  const executor: GatewayExecutor = async (
    requestContext: GatewayGraphQLRequestContext,
  ): Promise<GatewayExecutionResult> => {
    const generation = find(requestContext.schema)
    const { decisions } = requestContext.context as RouterContext
    if (generation.isProtected && !authorizedRequests.has(decisions))
      throw new Error('This operation has not passed authorization; it does not run.')
    if (deps.execution === 'stock') return executeOnStock(gateway, requestContext)
    return executeOperation(generation, requestContext)
  }

  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    getRules: (schema) => find(schema).supergraph.rules,
    async load(options) {
      await gateway.load(options)
      return { executor }
    },
    async update(supergraph, { warmUp }) {
      const next = createGeneration(supergraph, deps)
      try {
        if (deps.execution !== 'stock') await warm(next, warmUp)
        const before = current
        current = next
        try {
          updateSdl?.(supergraph.gatewaySdl)
        } catch (error) {
          current = before
          throw error
        }
        before.planner.retire()
      } catch (error) {
        await next.planner.close()
        throw error
      }
    },
    async stop() {
      await gateway.stop()
      await current.planner.close()
    },
  }

  async function warm(generation: Generation, operations: readonly WarmUpOperation[]): Promise<void> {
    for (const { query, operationName } of operations) {
      try {
        const document = parse(query)
        await generation.plan(hashDocument(document), document, operationName)
      } catch (error) {
        deps.logger.warn({ err: error, operation: operationName }, 'an operation could not be planned ahead')
      }
    }
  }
}
