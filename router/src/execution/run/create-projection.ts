import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  GraphQLIncludeDirective,
  type GraphQLOutputType,
  type GraphQLSchema,
  GraphQLSkipDirective,
  getDirectiveValues,
  getNamedType,
  isAbstractType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionNode,
  type SelectionSetNode,
} from 'graphql'

/** What an operation's answer looks like with certain values of its conditions: which keys an object of each type has. */
export interface Projection {
  /** The keys of an object, in their order, by the name of its type. Null when it is no type of the API. */
  readonly find: (typeName: string) => readonly ProjectedField[] | null
}

export interface ProjectedField {
  readonly key: string
  /** A field of the type; its `__typename`; or introspection of the schema, at the root. */
  readonly kind: 'field' | 'typename' | 'introspection'
  readonly type: GraphQLOutputType | null
  /** The shape of objects in it. */
  readonly inner: Projection | null
  /** The selections, for introspection. */
  readonly nodes: readonly FieldNode[]
}

/**
 * The projection of an operation for one set of values of the variables in `@skip` and `@include`. Fields are collected as
 * GraphQL says (CollectFields), once for each type that comes up.
 */
export function createProjection(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  conditions: Readonly<Record<string, unknown>>,
): Projection {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  function create(sets: readonly SelectionSetNode[]): Projection {
    const byType = new Map<string, readonly ProjectedField[] | null>()
    return {
      find(typeName) {
        let fields = byType.get(typeName)
        if (fields === undefined) {
          fields = collectFor(typeName, sets)
          byType.set(typeName, fields)
        }
        return fields
      },
    }
  }

  function collectFor(typeName: string, sets: readonly SelectionSetNode[]): readonly ProjectedField[] | null {
    const type = schema.getType(typeName)
    if (!isObjectType(type) && !isAbstractType(type)) return null
    const nodesByKey = new Map<string, FieldNode[]>()
    const spread = new Set<string>()
    for (const set of sets) collect(set, typeName, nodesByKey, spread)
    const fields: ProjectedField[] = []
    for (const [key, nodes] of nodesByKey) {
      const name = nodes[0]?.name.value ?? ''
      if (name === '__typename') fields.push({ key, kind: 'typename', type: null, inner: null, nodes })
      else if (name === '__schema' || name === '__type')
        fields.push({ key, kind: 'introspection', type: null, inner: null, nodes })
      else {
        const definition = 'getFields' in type ? type.getFields()[name] : undefined
        if (definition === undefined) continue
        const innerSets = nodes.flatMap(({ selectionSet }) => selectionSet ?? [])
        const inner = innerSets.length > 0 ? create(innerSets) : null
        fields.push({ key, kind: 'field', type: definition.type, inner, nodes })
      }
    }
    return fields
  }

  function collect(
    set: SelectionSetNode,
    typeName: string,
    nodesByKey: Map<string, FieldNode[]>,
    spread: Set<string>,
  ): void {
    for (const node of set.selections) {
      if (isLeftOut(node)) continue
      if (node.kind === Kind.FIELD) {
        const key = node.alias?.value ?? node.name.value
        const nodes = nodesByKey.get(key)
        if (nodes === undefined) nodesByKey.set(key, [node])
        else nodes.push(node)
        continue
      }
      if (node.kind === Kind.FRAGMENT_SPREAD) {
        if (spread.has(node.name.value)) continue
        spread.add(node.name.value)
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
      if (fragment !== undefined && applies(fragment.typeCondition?.name.value, typeName))
        collect(fragment.selectionSet, typeName, nodesByKey, spread)
    }
  }

  function applies(condition: string | undefined, typeName: string): boolean {
    if (condition === undefined || condition === typeName) return true
    const conditionType = schema.getType(condition)
    const type = schema.getType(typeName)
    return (
      isAbstractType(conditionType) &&
      (isObjectType(type) || isInterfaceType(type)) &&
      schema.isSubType(conditionType, type)
    )
  }

  function isLeftOut(node: SelectionNode): boolean {
    if (!node.directives?.length) return false
    return (
      getDirectiveValues(GraphQLSkipDirective, node, conditions)?.if === true ||
      getDirectiveValues(GraphQLIncludeDirective, node, conditions)?.if === false
    )
  }

  return create([operation.selectionSet])
}

/** Whether a type holds objects that have a projection of their own. */
export function isComposite(type: GraphQLOutputType): boolean {
  const named = getNamedType(type)
  return isObjectType(named) || isAbstractType(named)
}
