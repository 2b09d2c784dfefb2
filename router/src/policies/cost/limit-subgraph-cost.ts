import { createError } from '@ree-ai/kit/errors/create-error'
import { buildASTSchema, GraphQLError, type GraphQLSchema, parse } from 'graphql'
import { LRUCache } from 'lru-cache'
import type { Decisions } from '../../context.ts'
import type { Subgraph, SubgraphRequest } from '../../execution/subgraph.ts'
import type { Supergraph } from '../../supergraph/supergraph.ts'
import { compileFetchCost, type FetchCost } from './compile-fetch-cost.ts'

/** Operations for one subgraph whose cost is kept compiled. */
const compiledMax = 1_000

const schemas = new WeakMap<Supergraph, GraphQLSchema>()

/**
 * Limits what one operation of a client may cost in one subgraph, all requests to it taken together, each event of a subscription
 * by itself. The request that would go beyond is not sent: its fields are null with
 * SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE, which names the subgraph in `extensions.service` and both costs in `extensions.cost`; the
 * rest of the operation goes on, and so do later requests that still fit. Services are exempt. What a cache
 * around it answers costs nothing.
 */
export function limitSubgraphCost(
  subgraph: Subgraph,
  options: {
    readonly supergraph: Supergraph
    /** Undefined for no limit. */
    readonly costMax: number | undefined
    readonly listSizeDefault: number
    readonly onRefusal?: (code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE') => void
  },
): Subgraph {
  const { supergraph, costMax: maximum, listSizeDefault } = options
  if (maximum === undefined) return subgraph
  const compiled = new LRUCache<string, FetchCost>({ max: compiledMax })
  const spent = new WeakMap<Decisions, number>()

  function estimate(request: SubgraphRequest): number {
    let cost = compiled.get(request.query)
    if (cost === undefined) {
      cost = compileFetchCost(request.query, readSchema(supergraph), supergraph.rules, listSizeDefault)
      compiled.set(request.query, cost)
    }
    return cost(request)
  }

  function check(request: SubgraphRequest): void {
    const { decisions, viewer } = request.context
    if (viewer?.role === 'SERVICE') return
    const before = spent.get(decisions) ?? 0
    const estimated = before + estimate(request)
    if (estimated <= (maximum ?? 0)) {
      spent.set(decisions, estimated)
      return
    }
    options.onRefusal?.('SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE')
    const { message, extensions } = createError(
      'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE',
      `The operation may cost ${estimated} in the service "${subgraph.name}"; at most ${maximum} is allowed. Ask for fewer items or fields.`,
      { service: subgraph.name, cost: { estimated, maximum } },
    )
    throw new GraphQLError(message, { path: request.path.length > 0 ? request.path : undefined, extensions })
  }

  return {
    ...subgraph,
    async send(request) {
      check(request)
      return subgraph.send(request)
    },
    async subscribe(request) {
      check(request)
      return subgraph.subscribe(request)
    },
  }
}

/** The whole schema, made once for all subgraphs that are limited. */
function readSchema(supergraph: Supergraph): GraphQLSchema {
  let schema = schemas.get(supergraph)
  if (schema === undefined) {
    schema = buildASTSchema(parse(supergraph.gatewaySdl, { noLocation: true }), { assumeValidSDL: true })
    schemas.set(supergraph, schema)
  }
  return schema
}
