import { composeServices } from '@apollo/composition'
import { ROUTER_SUPPORTED_SUPERGRAPH_FEATURES, Supergraph } from '@apollo/federation-internals'
import { type DirectiveNode, parse, printSchema, visit } from 'graphql'
import type { SubgraphEntry } from './read-subgraph-list.ts'

/** Directives whose loss in composition would silently drop a policy. */
const policyDirectives = new Set(['authenticated', 'requiresScopes', 'policy', 'cost', 'listSize', 'rateLimit'])

/**
 * Composes the subgraphs. Throws with every composition error, every hint (a hint is something that will surprise
 * somebody), and every policy directive that a subgraph uses and the supergraph lost.
 */
export function composeSupergraph(subgraphs: readonly SubgraphEntry[]): {
  readonly supergraphSdl: string
  readonly apiSdl: string
} {
  const result = composeServices(subgraphs.map(({ name, url, sdl }) => ({ name, url, typeDefs: parse(sdl) })))
  if (result.errors)
    throw new Error(`The subgraphs do not compose:\n${result.errors.map((error) => `  ${error.message}`).join('\n')}`)
  if (result.hints.length > 0)
    throw new Error(`Composition hints:\n${result.hints.map((hint) => `  ${hint.toString()}`).join('\n')}`)
  const { supergraphSdl } = result
  const kept = collectPolicyUses(supergraphSdl)
  const lost = subgraphs.flatMap(({ name, sdl }) =>
    [...collectPolicyUses(sdl)].filter((use) => !kept.has(use)).map((use) => `  ${use} (${name})`),
  )
  if (lost.length > 0) throw new Error(`Directives lost in composition:\n${lost.join('\n')}`)
  const supergraph = Supergraph.build(supergraphSdl, { supportedFeatures: ROUTER_SUPPORTED_SUPERGRAPH_FEATURES })
  return { supergraphSdl: `${supergraphSdl}\n`, apiSdl: `${printSchema(supergraph.apiSchema().toGraphQLJSSchema())}\n` }
}

/** Uses of policy directives as `Type.field @directive`. */
function collectPolicyUses(sdl: string): ReadonlySet<string> {
  const uses = new Set<string>()
  let typeName = ''
  const record = (coordinate: string, directives: readonly DirectiveNode[] = []) => {
    for (const directive of directives) {
      if (policyDirectives.has(directive.name.value)) uses.add(`${coordinate} @${directive.name.value}`)
    }
  }
  const enterType = (node: {
    readonly name: { readonly value: string }
    readonly directives?: readonly DirectiveNode[]
  }) => {
    typeName = node.name.value
    record(typeName, node.directives)
  }
  visit(parse(sdl), {
    ObjectTypeDefinition: enterType,
    ObjectTypeExtension: enterType,
    InterfaceTypeDefinition: enterType,
    EnumTypeDefinition: enterType,
    ScalarTypeDefinition: enterType,
    InputObjectTypeDefinition: enterType,
    FieldDefinition(node) {
      record(`${typeName}.${node.name.value}`, node.directives)
      for (const argument of node.arguments ?? [])
        record(`${typeName}.${node.name.value}(${argument.name.value}:)`, argument.directives)
    },
  })
  return uses
}
