import { createHash } from 'node:crypto'
import { ApolloGateway } from '@apollo/gateway'
import type {
  GatewayExecutionResult,
  GatewayExecutor,
  GatewayGraphQLRequestContext,
  GatewayInterface,
} from '@apollo/server-gateway-interface'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { type DocumentNode, type GraphQLError, getVariableValues, print } from 'graphql'
import type { RouterContext } from '../context.ts'
import { authorizedRequests } from '../policies/access/authorized-requests.ts'
import { listAccessRules } from '../policies/access/list-access-rules.ts'
import { computeActualCost } from '../policies/cost/compute-actual-cost.ts'
import type { SubgraphAddress, Supergraph } from '../supergraph/supergraph.ts'
import { createResponseShape } from './create-response-shape.ts'
import { maskExecutionError } from './mask-execution-error.ts'
import { restoreFields } from './restore-fields.ts'
import { createSubgraphDataSource, type SubgraphDataSourceOptions } from './subgraph-data-source.ts'

export interface GatewayDependencies extends SubgraphDataSourceOptions {
  readonly supergraph: Supergraph
  /** The way to a subgraph; asked once for each when the gateway loads. Nothing is sent before the first operation. */
  readonly connect: (subgraph: SubgraphAddress) => Transport
  /** Size of the plan cache in MiB; 30 by default. */
  readonly planCacheMiB?: number
}

/**
 * `@apollo/gateway` for Apollo Server's `gateway` option, over the router's own transports. It runs the document as the policies
 * left it (`requestContext.document`), puts the fields they removed back as nulls with their errors, notes the actual
 * cost in `context.decisions.cost`, and lets no error out that is not registered. A subgraph that is down fails
 * its fetches only, also at start.
 *
 * Plans are cached by the document that runs: viewers with the same permissions share one, others have another.
 *
 * Loading rejects when the supergraph is not valid. An operation on a supergraph with access rules that has not passed
 * `authorize` rejects, and nothing is fetched.
 */
export function createGateway(deps: GatewayDependencies): GatewayInterface {
  // The gateway reports usage to its maker unless this is set, and offers no option for it.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true'
  const { supergraph } = deps
  const gateway = new ApolloGateway({
    supergraphSdl: supergraph.gatewaySdl,
    buildService: ({ name, url = '' }) => createSubgraphDataSource({ name, url }, deps.connect({ name, url }), deps),
    experimental_approximateQueryPlanStoreMiB: deps.planCacheMiB ?? 30,
    // Would show plans, and so the inside of the graph, to anyone who sends a header.
    __exposeQueryPlanExperimental: false,
    logger: {
      debug: (message) => deps.logger.debug({}, String(message)),
      info: (message) => deps.logger.debug({}, String(message)),
      warn: (message) => deps.logger.warn({}, String(message)),
      error: (message) => deps.logger.error({}, String(message)),
    },
  })
  const isProtected = listAccessRules(supergraph.rules).length > 0
  const hashes = new WeakMap<DocumentNode, string>()

  function hashDocument(document: DocumentNode): string {
    const hash = hashes.get(document) ?? createHash('sha256').update(print(document)).digest('hex')
    hashes.set(document, hash)
    return hash
  }

  async function execute(requestContext: GatewayGraphQLRequestContext): Promise<GatewayExecutionResult> {
    try {
      return await gateway.executor(requestContext)
    } catch (error) {
      // The planner gives up on operations that have too many ways to be planned, by a plain Error.
      if (
        !(
          error instanceof Error &&
          /^(Number of non-local selections exceeds limit|Exceeded maximum recursive selections)/.test(error.message)
        )
      )
        throw error
      throw createError('OPERATION_LIMIT_EXCEEDED', 'The operation has too many selections to be planned.', {
        http: { status: 400 },
      })
    }
  }

  const executor: GatewayExecutor = async (requestContext) => {
    const { document, schema } = requestContext
    const context = requestContext.context as RouterContext
    if (isProtected && !authorizedRequests.has(context.decisions))
      throw new Error('This operation has not passed authorization; it does not run.')
    const result = await execute({ ...requestContext, queryHash: hashDocument(document) })
    const errors = (result.errors ?? []).map(maskExecutionError)
    const { cost, removedFields } = context.decisions
    if (!result.data || (cost === null && removedFields.length === 0)) return toResult(result, result.data, errors)

    const shape = createResponseShape(document, requestContext.operation, schema)
    if (cost !== null) {
      const variables = readVariables(requestContext)
      const actual = computeActualCost(result.data, { shape, schema, rules: supergraph.rules, variables })
      context.decisions.cost = { ...cost, actual }
    }
    if (removedFields.length === 0) return toResult(result, result.data, errors)
    const restored = restoreFields(result.data, shape, removedFields)
    return toResult(result, restored.data, [...errors, ...restored.errors])
  }

  return {
    onSchemaLoadOrUpdate: (callback) => gateway.onSchemaLoadOrUpdate(callback),
    stop: () => gateway.stop(),
    async load(options) {
      await gateway.load(options)
      return { executor }
    },
  }
}

/** The variables as the operation declares them, with defaults. They have been checked before. */
function readVariables({ schema, operation, request }: GatewayGraphQLRequestContext): Record<string, unknown> {
  return getVariableValues(schema, operation.variableDefinitions ?? [], request.variables ?? {}).coerced ?? {}
}

function toResult(
  result: GatewayExecutionResult,
  data: Readonly<Record<string, unknown>> | null | undefined,
  errors: readonly GraphQLError[],
): GatewayExecutionResult {
  const extensions = readExtensions(result)
  return {
    ...(data === undefined ? {} : { data }),
    ...(errors.length > 0 ? { errors } : {}),
    ...(extensions === null ? {} : { extensions }),
  }
}

/** `valueCompletion`: nulls that a type does not allow and no error explains, as Apollo Router reports them. */
function readExtensions({ extensions }: GatewayExecutionResult): Record<string, unknown> | null {
  const faults: unknown = extensions?.valueCompletion
  if (!Array.isArray(faults)) return null
  return { valueCompletion: faults.map(({ message, path }: GraphQLError) => ({ message, path })) }
}
