import {
  type DirectiveNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isAbstractType,
  isCompositeType,
  isUnionType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { FieldRules, RateLimitRule } from '../supergraph/field-rules.ts'
import type { OperationRequest } from './policy.ts'

/** A place in the answer where a rate-limited field would stand. */
export interface LimitedField {
  readonly coordinate: string
  readonly rule: RateLimitRule
  readonly definition: GraphQLField<unknown, unknown>
  /** The selections that ask for it there; each with the `@skip` and `@include` on the way to it. */
  readonly selections: LimitedSelection[]
}

export interface LimitedSelection {
  readonly node: FieldNode
  readonly conditions: readonly DirectiveNode[]
}

/**
 * The rate-limited fields of an operation, whatever its variables: one entry for each response path and field, so that
 * each alias counts, a fragment counts wherever it is spread, and the same field asked for twice at one place counts once.
 * A field of an interface also falls under the rules of the types that implement it.
 */
export function findLimitedFields(
  request: Pick<OperationRequest, 'document' | 'operation' | 'schema' | 'rules'>,
): readonly LimitedField[] {
  const { document, operation, schema, rules } = request
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const found = new Map<string, LimitedField>()

  function walk(
    set: SelectionSetNode,
    parent: GraphQLCompositeType,
    path: string,
    above: readonly DirectiveNode[],
  ): void {
    for (const selection of set.selections) {
      const own = selection.directives?.filter(isCondition) ?? []
      const conditions = own.length > 0 ? [...above, ...own] : above
      if (selection.kind === Kind.FIELD) {
        walkField(selection, parent, path, conditions)
        continue
      }
      const fragment = selection.kind === Kind.FRAGMENT_SPREAD ? fragments.get(selection.name.value) : selection
      if (fragment === undefined) continue
      const type = fragment.typeCondition ? schema.getType(fragment.typeCondition.name.value) : parent
      if (isCompositeType(type)) walk(fragment.selectionSet, type, path, conditions)
    }
  }

  function walkField(
    node: FieldNode,
    parent: GraphQLCompositeType,
    path: string,
    conditions: readonly DirectiveNode[],
  ): void {
    const definition = isUnionType(parent) ? undefined : parent.getFields()[node.name.value]
    if (definition === undefined) return // `__typename` and introspection.
    const here = `${path}/${node.alias?.value ?? node.name.value}`
    for (const { coordinate, rule } of findRules(parent, definition.name, schema, rules)) {
      const key = `${here} ${coordinate}`
      const field = found.get(key) ?? { coordinate, rule, definition, selections: [] }
      field.selections.push({ node, conditions })
      found.set(key, field)
    }
    const type = getNamedType(definition.type)
    if (node.selectionSet && isCompositeType(type)) walk(node.selectionSet, type, here, conditions)
  }

  const root = schema.getRootType(operation.operation)
  if (root) walk(operation.selectionSet, root, '', [])
  return [...found.values()]
}

function isCondition(directive: DirectiveNode): boolean {
  return directive.name.value === 'skip' || directive.name.value === 'include'
}

function findRules(parent: GraphQLCompositeType, name: string, schema: GraphQLSchema, rules: FieldRules) {
  const types = isAbstractType(parent) ? [parent, ...schema.getPossibleTypes(parent)] : [parent]
  return types.flatMap((type) => {
    const coordinate = `${type.name}.${name}`
    const rule = rules.fields.get(coordinate)?.rateLimit ?? null
    return rule === null ? [] : [{ coordinate, rule }]
  })
}
