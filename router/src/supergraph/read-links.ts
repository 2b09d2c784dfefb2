import { type ArgumentNode, type DirectiveNode, type DocumentNode, Kind, type ValueNode } from 'graphql'

/** One `@link` of a schema: a specification whose directives and types it uses, and under which names. */
export interface SchemaLink {
  /** The specification without its version, for example `https://specs.apollo.dev/authenticated`. */
  readonly identity: string
  /** For example `v0.1`; empty when the URL has none. */
  readonly version: string
  /** Names the schema uses for `@<name>` and `<name>__...`; `as` or the last part of the identity. */
  readonly name: string
  /** Names of imported elements in the schema by their names in the specification, `@` included. */
  readonly imports: ReadonlyMap<string, string>
  readonly purpose: string | null
  /** The `for:` argument in the text. */
  readonly purposeArgument: ArgumentNode | null
}

const linkIdentities = new Set(['https://specs.apollo.dev/link', 'https://specs.apollo.dev/core'])

/**
 * Every `@link` (or `@core`, its older form) on the schema, the link to the link specification itself included; that one
 * may be renamed too.
 */
export function readLinks(document: DocumentNode): readonly SchemaLink[] {
  const directives = document.definitions.flatMap((node) =>
    node.kind === Kind.SCHEMA_DEFINITION || node.kind === Kind.SCHEMA_EXTENSION ? (node.directives ?? []) : [],
  )
  // The link specification links itself; whatever directive does that is the one all links are written with.
  const own = directives.find((node) => {
    const link = readLink(node)
    return link !== null && linkIdentities.has(link.identity) && isNamed(node, link)
  })
  if (own === undefined) return []
  return directives.filter((node) => node.name.value === own.name.value).flatMap((node) => readLink(node) ?? [])
}

/** The name under which the schema uses a specification's directive, or null when the specification is not linked. */
export function findDirectiveName(links: readonly SchemaLink[], identity: string, directive: string): string | null {
  const link = links.find((candidate) => candidate.identity === identity)
  if (link === undefined) return null
  const imported = link.imports.get(`@${directive}`)
  if (imported !== undefined) return imported.slice(1)
  // A specification's main directive has its name; others are prefixed by it.
  return identity.endsWith(`/${directive}`) ? link.name : `${link.name}__${directive}`
}

function isNamed(node: DirectiveNode, link: SchemaLink): boolean {
  const ownName = link.identity.endsWith('/core') ? '@core' : '@link'
  return node.name.value === link.name || link.imports.get(ownName) === `@${node.name.value}`
}

function readLink(node: DirectiveNode): SchemaLink | null {
  const argument = (name: string) => node.arguments?.find((candidate) => candidate.name.value === name)
  const url = readString(argument('url')?.value) ?? readString(argument('feature')?.value)
  if (url === null) return null
  const parts = url.replace(/\/$/, '').split('/')
  const version = /^v\d+\.\d+$/.test(parts.at(-1) ?? '') ? (parts.pop() ?? '') : ''
  const purposeArgument = argument('for') ?? null
  return {
    identity: parts.join('/'),
    version,
    name: readString(argument('as')?.value) ?? parts.at(-1) ?? '',
    imports: readImports(argument('import')?.value),
    purpose: purposeArgument?.value.kind === Kind.ENUM ? purposeArgument.value.value : null,
    purposeArgument,
  }
}

function readImports(value: ValueNode | undefined): ReadonlyMap<string, string> {
  const imports = new Map<string, string>()
  for (const item of value?.kind === Kind.LIST ? value.values : []) {
    if (item.kind === Kind.STRING) imports.set(item.value, item.value)
    if (item.kind !== Kind.OBJECT) continue
    const field = (name: string) => readString(item.fields.find((candidate) => candidate.name.value === name)?.value)
    const name = field('name')
    if (name !== null) imports.set(name, field('as') ?? name)
  }
  return imports
}

function readString(value: ValueNode | undefined): string | null {
  return value?.kind === Kind.STRING ? value.value : null
}
