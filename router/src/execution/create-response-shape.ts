import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isInterfaceType,
  isObjectType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
} from 'graphql'

/**
 * What may stand under each response key of an object. Type conditions are not told apart: GraphQL requires all fields of
 * one key to agree in lists and nullability, so that the shape holds whatever the object's type.
 */
export interface ResponseShape {
  readonly find: (responseKey: string) => FieldShape | undefined
}

export interface FieldShape {
  /** The fields of that key, one for each parent type they are selected on; never empty. */
  readonly variants: readonly FieldVariant[]
  /** The shape of the objects in it. */
  readonly getChildren: () => ResponseShape
}

export interface FieldVariant {
  readonly parentType: GraphQLCompositeType
  readonly definition: GraphQLField<unknown, unknown>
  readonly node: FieldNode
}

/** The shape of an operation's answer, worked out as far as it is asked for. Introspection fields are not in it. */
export function createResponseShape(
  document: DocumentNode,
  operation: OperationDefinitionNode,
  schema: GraphQLSchema,
): ResponseShape {
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)

  function createShape(parts: readonly Part[]): ResponseShape {
    const collected = new Map<string, Collected>()
    const spread = new Set<string>()
    for (const part of parts) collect(part, collected, spread)
    const shapes = new Map<string, FieldShape>()
    for (const [key, { variants, parts: inner }] of collected) {
      let children: ResponseShape | undefined
      const getChildren = () => {
        children ??= createShape(inner)
        return children
      }
      shapes.set(key, { variants, getChildren })
    }
    return { find: (responseKey) => shapes.get(responseKey) }
  }

  function collect({ set, parentType }: Part, collected: Map<string, Collected>, spread: Set<string>): void {
    for (const node of set.selections) {
      if (node.kind === Kind.FIELD) {
        const definition =
          isObjectType(parentType) || isInterfaceType(parentType) ? parentType.getFields()[node.name.value] : undefined
        if (definition === undefined) continue
        const key = node.alias?.value ?? node.name.value
        const entry = collected.get(key) ?? { variants: [], parts: [] }
        collected.set(key, entry)
        if (!entry.variants.some((variant) => variant.parentType === parentType))
          entry.variants.push({ parentType, definition, node })
        const type = getNamedType(definition.type)
        if (node.selectionSet && isCompositeType(type)) entry.parts.push({ set: node.selectionSet, parentType: type })
        continue
      }
      const fragment = node.kind === Kind.INLINE_FRAGMENT ? node : fragments.get(node.name.value)
      if (fragment === undefined || (node.kind === Kind.FRAGMENT_SPREAD && spread.has(node.name.value))) continue
      if (node.kind === Kind.FRAGMENT_SPREAD) spread.add(node.name.value)
      const condition = fragment.typeCondition && schema.getType(fragment.typeCondition.name.value)
      collect(
        { set: fragment.selectionSet, parentType: isCompositeType(condition) ? condition : parentType },
        collected,
        spread,
      )
    }
  }

  const rootType = schema.getRootType(operation.operation)
  return createShape(rootType ? [{ set: operation.selectionSet, parentType: rootType }] : [])
}

interface Part {
  readonly set: SelectionSetNode
  readonly parentType: GraphQLCompositeType
}

interface Collected {
  readonly variants: FieldVariant[]
  readonly parts: Part[]
}
