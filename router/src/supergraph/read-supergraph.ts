import { type DocumentNode, type EnumTypeDefinitionNode, Kind, parse, valueFromASTUntyped } from 'graphql'
import { findDirectiveName, readLinks, type SchemaLink } from './read-links.ts'
import { readRules } from './read-rules.ts'
import type { SubgraphAddress, Supergraph } from './supergraph.ts'

/** SECURITY specifications the router enforces, in the versions whose meaning it knows. The gateway refuses these. */
const enforcedByRouter = new Set([
  'https://specs.apollo.dev/authenticated/v0.1',
  'https://specs.apollo.dev/requiresScopes/v0.1',
  'https://specs.apollo.dev/policy/v0.1',
])
/** SECURITY specifications the gateway enforces. */
const enforcedByGateway = new Set([
  'https://specs.apollo.dev/inaccessible/v0.1',
  'https://specs.apollo.dev/inaccessible/v0.2',
])

/**
 * Reads a supergraph: its rules, its subgraphs, and the SDL that `@apollo/gateway` accepts. `for: SECURITY` is taken
 * only from links whose directives were read into `rules`, so nothing is hidden from the gateway that is not enforced
 * here. Throws when the text is not GraphQL, is not a supergraph, or links a SECURITY specification that neither the
 * router nor the gateway enforces: serving it would show what its author meant to protect.
 */
export function readSupergraph(sdl: string): Supergraph {
  const document = parse(sdl)
  const links = readLinks(document)
  const join = links.find((link) => link.identity === 'https://specs.apollo.dev/join')
  if (join === undefined)
    throw new Error('This is not a supergraph: its schema does not link https://specs.apollo.dev/join.')
  const unknown = links.filter((link) => link.purpose === 'SECURITY' && !isEnforced(link)).map(toUrl)
  if (unknown.length > 0)
    throw new Error(
      `The supergraph is protected by ${unknown.join(', ')}, which this router does not enforce. It is not served.`,
    )
  const enforcedHere = links.filter((link) => enforcedByRouter.has(toUrl(link)))
  for (const link of enforcedHere) checkDefined(document, links, link)
  return {
    gatewaySdl: stripPurposes(sdl, enforcedHere),
    rules: readRules(document, links),
    subgraphs: readSubgraphs(document, join.name),
  }
}

function isEnforced(link: SchemaLink): boolean {
  return enforcedByRouter.has(toUrl(link)) || enforcedByGateway.has(toUrl(link))
}

/** A protection whose directive the schema does not define under the name that is read would be enforced nowhere. */
function checkDefined(document: DocumentNode, links: readonly SchemaLink[], link: SchemaLink): void {
  const specification = link.identity.slice(link.identity.lastIndexOf('/') + 1)
  const name = findDirectiveName(links, link.identity, specification)
  const isDefined = document.definitions.some(
    (node) => node.kind === Kind.DIRECTIVE_DEFINITION && node.name.value === name,
  )
  if (!isDefined) throw new Error(`The supergraph links ${toUrl(link)} but does not define its directive @${name}.`)
}

function toUrl(link: SchemaLink): string {
  return link.version === '' ? link.identity : `${link.identity}/${link.version}`
}

/** Blanks the `for:` arguments; commas that stay behind mean nothing in GraphQL. The rest stays byte for byte. */
function stripPurposes(sdl: string, links: readonly SchemaLink[]): string {
  let text = sdl
  for (const { purposeArgument } of links) {
    const { loc } = purposeArgument ?? {}
    if (loc !== undefined) text = text.slice(0, loc.start) + ' '.repeat(loc.end - loc.start) + text.slice(loc.end)
  }
  return text
}

function readSubgraphs(document: DocumentNode, joinName: string): readonly SubgraphAddress[] {
  const graphs = document.definitions.find(
    (node): node is EnumTypeDefinitionNode =>
      node.kind === Kind.ENUM_TYPE_DEFINITION && node.name.value === `${joinName}__Graph`,
  )
  return (graphs?.values ?? []).flatMap((value) => {
    const directive = value.directives?.find((node) => node.name.value === `${joinName}__graph`)
    const text = (name: string) => {
      const argument = directive?.arguments?.find((node) => node.name.value === name)
      return argument === undefined ? '' : String(valueFromASTUntyped(argument.value))
    }
    return directive === undefined ? [] : [{ name: text('name'), url: text('url') }]
  })
}
