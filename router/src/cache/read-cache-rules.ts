import { createHash } from 'node:crypto'
import { type ConstDirectiveNode, type DocumentNode, Kind, parse, type SelectionSetNode, type TypeNode } from 'graphql'
import { LRUCache } from 'lru-cache'
import { readLinks } from '../supergraph/read-links.ts'
import type { CacheRules } from './cache-rules.ts'

interface TypeOutline {
  /** Names of the fields' types. */
  readonly fields: Map<string, string>
  readonly keys: Map<string, SelectionSetNode>
  /** The types that an interface or union stands for. */
  readonly members: Set<string>
}

/** Reads from a supergraph what the cache must know of it. */
export function readCacheRules(supergraphSdl: string): CacheRules {
  const types = readTypes(parse(supergraphSdl, { noLocation: true }))
  const lists = new LRUCache<string, readonly string[]>({ max: 5_000 })
  return {
    generation: createHash('sha256').update(supergraphSdl).digest('base64url'),
    listTypes(query) {
      const known = lists.get(query) ?? [...collectTypes(types, parse(query, { noLocation: true }))]
      lists.set(query, known)
      return known
    },
    listKeys: (typeName) => [...(types.get(typeName)?.keys.values() ?? [])],
  }
}

function readTypes(document: DocumentNode): ReadonlyMap<string, TypeOutline> {
  const join = readLinks(document).find((link) => link.identity === 'https://specs.apollo.dev/join')?.name ?? 'join'
  const types = new Map<string, TypeOutline>()
  const outline = (name: string): TypeOutline => {
    const known = types.get(name) ?? { fields: new Map(), keys: new Map(), members: new Set() }
    types.set(name, known)
    return known
  }
  for (const node of document.definitions) {
    if (node.kind === Kind.UNION_TYPE_DEFINITION)
      for (const member of node.types ?? []) outline(node.name.value).members.add(member.name.value)
    if (node.kind !== Kind.OBJECT_TYPE_DEFINITION && node.kind !== Kind.INTERFACE_TYPE_DEFINITION) continue
    const type = outline(node.name.value)
    for (const field of node.fields ?? []) type.fields.set(field.name.value, readName(field.type))
    for (const { name } of node.interfaces ?? []) outline(name.value).members.add(node.name.value)
    for (const directive of node.directives ?? []) {
      const key = directive.name.value === `${join}__type` ? readText(directive, 'key') : null
      if (key !== null) type.keys.set(key, parseSelection(key))
    }
  }
  return types
}

function collectTypes(types: ReadonlyMap<string, TypeOutline>, document: DocumentNode): ReadonlySet<string> {
  const found = new Set<string>()
  const add = (name: string) => {
    found.add(name)
    for (const member of types.get(name)?.members ?? []) if (!found.has(member)) add(member)
  }
  const walk = (set: SelectionSetNode, typeName: string | null): void => {
    for (const node of set.selections) {
      if (node.kind === Kind.FRAGMENT_SPREAD || node.selectionSet === undefined) continue
      // `_entities` is in no supergraph; what it answers says `... on Type`.
      const condition = node.kind === Kind.INLINE_FRAGMENT ? (node.typeCondition?.name.value ?? typeName) : null
      const next =
        node.kind === Kind.INLINE_FRAGMENT
          ? condition
          : ((typeName === null ? undefined : types.get(typeName)?.fields.get(node.name.value)) ?? null)
      if (next !== null && node !== undefined) add(next)
      walk(node.selectionSet, next)
    }
  }
  for (const definition of document.definitions) {
    if (definition.kind === Kind.OPERATION_DEFINITION) walk(definition.selectionSet, 'Query')
    // Each fragment once, wherever it is spread.
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      add(definition.typeCondition.name.value)
      walk(definition.selectionSet, definition.typeCondition.name.value)
    }
  }
  return found
}

function readName(type: TypeNode): string {
  return type.kind === Kind.NAMED_TYPE ? type.name.value : readName(type.type)
}

function readText(directive: ConstDirectiveNode, name: string): string | null {
  const value = directive.arguments?.find((argument) => argument.name.value === name)?.value
  return value?.kind === Kind.STRING ? value.value : null
}

function parseSelection(fields: string): SelectionSetNode {
  const [definition] = parse(`{${fields}}`, { noLocation: true }).definitions
  if (definition?.kind !== Kind.OPERATION_DEFINITION) throw new Error('a key is no selection')
  return definition.selectionSet
}
