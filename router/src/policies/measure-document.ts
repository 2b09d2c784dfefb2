import type { DirectiveNode, DocumentNode, FragmentDefinitionNode, SelectionSetNode, ValueNode } from 'graphql'
import { Kind } from 'graphql'

/** How large a document is, fragments expanded: the largest of its operations and fragments in each way. */
export interface DocumentSize {
  readonly depth: number
  readonly height: number
  readonly rootFields: number
  readonly aliases: number
  /** Written uses, fragments not expanded. */
  readonly directives: number
  /** Fragment definitions. */
  readonly fragments: number
  readonly listSize: number
  readonly valueDepth: number
}

/** Of one selection set. `rootFields` are its own fields, those inside fragments included. */
interface Size {
  readonly depth: number
  readonly height: number
  readonly rootFields: number
  readonly aliases: number
}

const nothing: Size = { depth: 0, height: 0, rootFields: 0, aliases: 0 }

/**
 * Measures a document in time linear in its text: each fragment is measured once, however often it is spread. Fragments
 * that spread themselves count once; validation refuses them.
 */
export function measureDocument(document: DocumentNode): DocumentSize {
  const fragments = new Map<string, FragmentDefinitionNode>()
  let definitions = 0
  for (const node of document.definitions) {
    if (node.kind !== Kind.FRAGMENT_DEFINITION) continue
    definitions += 1
    fragments.set(node.name.value, node)
  }
  const measured = new Map<string, Size>()
  let directives = 0
  let listSize = 0
  let valueDepth = 0

  function measureFragment(name: string): Size {
    const known = measured.get(name)
    if (known !== undefined) return known
    const fragment = fragments.get(name)
    if (fragment === undefined) return nothing
    measured.set(name, nothing) // Ends a cycle.
    countDirectives(fragment.directives)
    const size = measureSelections(fragment.selectionSet)
    measured.set(name, size)
    return size
  }

  function measureSelections(set: SelectionSetNode): Size {
    let { depth, height, rootFields, aliases } = nothing
    for (const selection of set.selections) {
      countDirectives(selection.directives)
      if (selection.kind === Kind.FIELD) {
        for (const argument of selection.arguments ?? []) measureValue(argument.value)
        const inner = selection.selectionSet ? measureSelections(selection.selectionSet) : nothing
        depth = Math.max(depth, inner.depth + 1)
        height += inner.height + 1
        rootFields += 1
        aliases += inner.aliases + (selection.alias ? 1 : 0)
        continue
      }
      const inner =
        selection.kind === Kind.FRAGMENT_SPREAD
          ? measureFragment(selection.name.value)
          : measureSelections(selection.selectionSet)
      depth = Math.max(depth, inner.depth)
      height += inner.height
      rootFields += inner.rootFields
      aliases += inner.aliases
    }
    return { depth, height, rootFields, aliases }
  }

  function countDirectives(nodes: readonly DirectiveNode[] = []): void {
    directives += nodes.length
    for (const node of nodes) for (const argument of node.arguments ?? []) measureValue(argument.value)
  }

  function measureValue(value: ValueNode, level = 1): void {
    if (value.kind === Kind.LIST) {
      listSize = Math.max(listSize, value.values.length)
      valueDepth = Math.max(valueDepth, level)
      for (const item of value.values) measureValue(item, level + 1)
    }
    if (value.kind === Kind.OBJECT) {
      listSize = Math.max(listSize, value.fields.length)
      valueDepth = Math.max(valueDepth, level)
      for (const field of value.fields) measureValue(field.value, level + 1)
    }
  }

  const sizes: Size[] = []
  for (const definition of document.definitions) {
    if (definition.kind === Kind.FRAGMENT_DEFINITION) {
      const name = definition.name.value
      // Of several with one name the last is spread; validation reads them all before it refuses them.
      const isSpread = fragments.get(name) === definition
      const size = isSpread ? measureFragment(name) : measureSelections(definition.selectionSet)
      sizes.push({ ...size, rootFields: 0 })
      continue
    }
    if (definition.kind !== Kind.OPERATION_DEFINITION) continue
    countDirectives(definition.directives)
    for (const variable of definition.variableDefinitions ?? []) {
      countDirectives(variable.directives)
      if (variable.defaultValue) measureValue(variable.defaultValue)
    }
    sizes.push(measureSelections(definition.selectionSet))
  }
  const largest = (key: keyof Size) => sizes.reduce((most, size) => Math.max(most, size[key]), 0)
  return {
    depth: largest('depth'),
    height: largest('height'),
    rootFields: largest('rootFields'),
    aliases: largest('aliases'),
    directives,
    fragments: definitions,
    listSize,
    valueDepth,
  }
}
