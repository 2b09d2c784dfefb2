import { Kind, parse, type SelectionSetNode } from 'graphql'

/** Fields below a selection, as far as they lead to lists whose size it tells. */
export interface SizedFields {
  /** Equal for equal fields. */
  readonly key: string
  readonly find: (name: string) => { readonly isSized: boolean; readonly below: SizedFields } | undefined
}

interface Tree {
  isSized: boolean
  readonly below: Map<string, Tree>
}

/**
 * Reads `sizedFields`: names of fields, and of fields in fields as Apollo Router writes them (`results { page }`, which
 * composition does not accept yet) or with dots. What cannot be read sizes nothing.
 */
export function parseSizedFields(sizedFields: readonly string[]): SizedFields {
  const root = new Map<string, Tree>()
  for (const text of sizedFields) {
    const selections = parseSelections(
      text.includes('.') ? text.split('.').join(' { ') + ' }'.repeat(text.split('.').length - 1) : text,
    )
    if (selections !== null) add(selections, root)
  }
  return freeze(root)
}

function parseSelections(text: string): SelectionSetNode | null {
  try {
    const [definition] = parse(`{ ${text} }`, { noLocation: true, maxTokens: 100 }).definitions
    return definition?.kind === Kind.OPERATION_DEFINITION ? definition.selectionSet : null
  } catch {
    return null
  }
}

function add(set: SelectionSetNode, fields: Map<string, Tree>): void {
  for (const node of set.selections) {
    if (node.kind !== Kind.FIELD) continue
    const tree = fields.get(node.name.value) ?? { isSized: false, below: new Map() }
    fields.set(node.name.value, tree)
    if (node.selectionSet) add(node.selectionSet, tree.below)
    else tree.isSized = true
  }
}

function freeze(fields: ReadonlyMap<string, Tree>): SizedFields {
  const frozen = new Map(
    [...fields].map(([name, { isSized, below }]) => [name, { isSized, below: freeze(below) }] as const),
  )
  const key = [...frozen].map(([name, { isSized, below }]) => `${name}${isSized ? '!' : ''}(${below.key})`).join(' ')
  return { key, find: (name) => frozen.get(name) }
}
