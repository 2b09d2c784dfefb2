import { composeServices } from '@apollo/composition'
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { parse, printSchema } from 'graphql'
import { listLosses } from '../src/supergraph/list-losses.ts'
import type { SubgraphEntry } from './read-subgraph-list.ts'

const cacheScope = 'CacheControlScope'

/**
 * Composes the subgraphs. Throws with every composition error, with everything that a subgraph defines or protects and the
 * supergraph lost, and with every hint (a hint is something that will surprise somebody).
 */
export function composeSupergraph(subgraphs: readonly SubgraphEntry[]): {
  readonly supergraphSdl: string
  readonly apiSdl: string
} {
  const result = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })))
  if (result.errors)
    throw new Error(`The subgraphs do not compose:\n${result.errors.map((error) => `  ${error.message}`).join('\n')}`)
  const { supergraphSdl } = result
  const losses = listLosses(subgraphs, supergraphSdl)
  if (losses.length > 0) throw new Error(`Lost in composition:\n${losses.map((loss) => `  ${loss}`).join('\n')}`)
  // `@cacheControl` speaks to the subgraphs' own servers; to the composer its enum is used by nothing.
  const hints = result.hints
    .map(String)
    .filter((hint) => !hint.startsWith(`[UNUSED_ENUM_TYPE]: Enum type "${cacheScope}"`))
  if (hints.length > 0) throw new Error(`Composition hints:\n${hints.map((hint) => `  ${hint}`).join('\n')}`)
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  return { supergraphSdl: `${supergraphSdl}\n`, apiSdl: `${printSchema(supergraph.apiSchema().toGraphQLJSSchema())}\n` }
}
