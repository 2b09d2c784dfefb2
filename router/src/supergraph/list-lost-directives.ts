import { type ConstDirectiveNode, concatAST, type DocumentNode, Kind, parse, print, type ValueNode } from 'graphql'
import { listSchemaElements } from './list-schema-elements.ts'
import { readLinks, type SchemaLink } from './read-links.ts'

/**
 * Directives that speak to the composer or, like `@cacheControl`, to the subgraph's own server; the supergraph does not repeat them.
 * `@key`, `@requires` and `@provides` become arguments of join directives and are compared as such.
 */
const notComposed = new Set([
  ...['external', 'shareable', 'override', 'extends', 'interfaceObject', 'link', 'core', 'composeDirective'],
  ...['context', 'fromContext', 'cacheControl'],
])
const linkItself = parse('extend schema @link(url: "https://specs.apollo.dev/link/v1.0")')
const selections = new Set(['key', 'requires', 'provides'])

/**
 * Every use of a directive in a subgraph that its supergraph does not have, as `Type.field @directive (subgraph)`. A subgraph that
 * forgets `@link` or `@composeDirective` composes without a word, and its policy would be gone. Directives are the same when their
 * specification is, whatever a schema's links call them.
 */
export function listLostDirectives(
  subgraphs: readonly { readonly name: string; readonly sdl: string }[],
  supergraphSdl: string,
): readonly string[] {
  const kept = new Set(collectUses(supergraphSdl).keys())
  return subgraphs.flatMap(({ name, sdl }) =>
    [...collectUses(sdl)].filter(([key]) => !kept.has(key)).map(([, use]) => `${use} (${name})`),
  )
}

/** Uses as the schema writes them, by coordinate and the directive's name in its specification. */
function collectUses(sdl: string): ReadonlyMap<string, string> {
  const document = parse(sdl)
  const links = readAllLinks(document)
  const join = links.find(({ identity }) => identity === 'https://specs.apollo.dev/join')?.name ?? null
  const uses = new Map<string, string>()
  for (const { coordinate, directives } of listSchemaElements(document)) {
    for (const directive of directives) {
      const name = directive.name.value
      if (join !== null && name.startsWith(`${join}__`)) {
        for (const key of readJoined(directive)) uses.set(`${coordinate} ${key}`, `${coordinate} ${key}`)
        continue
      }
      const meaning = findMeaning(links, name)
      if (notComposed.has(meaning)) continue
      if (selections.has(meaning)) {
        const key = `@${meaning}(${normalize(readText(directive, 'fields'))})`
        uses.set(`${coordinate} ${key}`, `${coordinate} ${key}`)
      } else uses.set(`${coordinate} ${meaning}`, `${coordinate} @${name}`)
    }
  }
  return uses
}

/** A subgraph need not link the link specification itself: its links are then written with `@link`. */
function readAllLinks(document: DocumentNode): readonly SchemaLink[] {
  const links = readLinks(document)
  return links.length > 0 ? links : readLinks(concatAST([linkItself, document]))
}

/** `@join__type(key:)` and `@join__field(requires:, provides:)` as the subgraph's directives. */
function readJoined(directive: ConstDirectiveNode): readonly string[] {
  return [...selections].flatMap((name) => {
    const text = readText(directive, name)
    return text === '' ? [] : [`@${name}(${normalize(text)})`]
  })
}

/** Apollo's directives by their names; others with the specification they belong to. */
function findMeaning(links: readonly SchemaLink[], name: string): string {
  for (const { identity, name: linkName, imports } of links) {
    const imported = [...imports].find(([, own]) => own === `@${name}`)?.[0].slice(1)
    const main = identity.slice(identity.lastIndexOf('/') + 1)
    const own = imported ?? (name === linkName ? main : findPrefixed(name, linkName))
    if (own !== null) return identity.startsWith('https://specs.apollo.dev/') ? own : `${identity}#${own}`
  }
  return name
}

function findPrefixed(name: string, prefix: string): string | null {
  return name.startsWith(`${prefix}__`) ? name.slice(prefix.length + 2) : null
}

function readText(directive: ConstDirectiveNode, name: string): string {
  const value: ValueNode | undefined = directive.arguments?.find((argument) => argument.name.value === name)?.value
  return value?.kind === Kind.STRING ? value.value : ''
}

/** A field set in one spelling. */
function normalize(fields: string): string {
  try {
    return print(parse(`{ ${fields} }`))
      .replaceAll(/\s+/g, ' ')
      .slice(2, -2)
  } catch {
    return fields
  }
}
