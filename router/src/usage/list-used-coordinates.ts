import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLInputType,
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
  isEnumType,
  isInputObjectType,
  isInputType,
  isInterfaceType,
  isSpecifiedScalarType,
  isUnionType,
  Kind,
  type OperationDefinitionNode,
  type SelectionSetNode,
  typeFromAST,
  type ValueNode,
} from 'graphql'
import type { UsageRecord } from './usage-record.ts'

/** Something of the schema that an operation depends on; `usage-record.ts` tells the forms. */
export type UsedCoordinate = Readonly<Pick<UsageRecord, 'coordinate' | 'kind'>>

/** Longer names are nobody's; the record would not be valid. */
const coordinateLengthMax = 512

/**
 * What the text of a valid operation depends on, each once: fields (also of the types that implement an interface), arguments, input
 * fields, enum values, and the types that it names. Linear in the document: each fragment is read once. Introspection is left out.
 */
export function listUsedCoordinates(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly UsedCoordinate[] {
  const used = new Map<string, UsedCoordinate>()
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const add = (kind: UsedCoordinate['kind'], coordinate: string) => {
    if (coordinate.length <= coordinateLengthMax) used.set(coordinate, { kind, coordinate })
  }

  function visitSelections(set: SelectionSetNode, parent: GraphQLCompositeType): void {
    for (const selection of set.selections) {
      if (selection.kind === Kind.FIELD) visitField(selection, parent)
      else if (selection.kind === Kind.INLINE_FRAGMENT) {
        if (selection.typeCondition) visitTyped(selection.selectionSet, selection.typeCondition.name.value)
        else visitSelections(selection.selectionSet, parent)
      } else visitFragment(selection.name.value)
    }
  }

  function visitTyped(set: SelectionSetNode, typeName: string): void {
    const type = schema.getType(typeName)
    if (!isCompositeType(type)) return
    add('type', typeName)
    visitSelections(set, type)
  }

  function visitFragment(name: string): void {
    const fragment = fragments.get(name)
    fragments.delete(name) // Once.
    if (fragment) visitTyped(fragment.selectionSet, fragment.typeCondition.name.value)
  }

  function visitField(node: FieldNode, parent: GraphQLCompositeType): void {
    const name = node.name.value
    if (name.startsWith('__') || isUnionType(parent)) return
    const field = parent.getFields()[name]
    if (field === undefined) return
    const implementing = isInterfaceType(parent) ? schema.getImplementations(parent) : { interfaces: [], objects: [] }
    for (const type of [parent, ...implementing.interfaces, ...implementing.objects]) {
      add('field', `${type.name}.${name}`)
      for (const argument of node.arguments ?? []) add('argument', `${type.name}.${name}(${argument.name.value}:)`)
    }
    for (const { name: argumentName, value } of node.arguments ?? [])
      visitValue(value, field.args.find((argument) => argument.name === argumentName.value)?.type)
    const type = getNamedType(field.type)
    if (node.selectionSet && isCompositeType(type)) visitSelections(node.selectionSet, type)
  }

  function visitValue(node: ValueNode, type: GraphQLInputType | undefined): void {
    const named: GraphQLNamedType | undefined = getNamedType(type)
    if (node.kind === Kind.LIST) {
      for (const item of node.values) visitValue(item, type)
    } else if (node.kind === Kind.ENUM && isEnumType(named)) {
      add('enumValue', `${named.name}.${node.value}`)
    } else if (node.kind === Kind.OBJECT && isInputObjectType(named)) {
      for (const { name, value } of node.fields) {
        add('inputField', `${named.name}.${name.value}`)
        visitValue(value, named.getFields()[name.value]?.type)
      }
    }
  }

  for (const variable of operation.variableDefinitions ?? []) {
    const type = typeFromAST(schema, variable.type as never)
    if (!isInputType(type)) continue
    const named = getNamedType(type)
    if (!isSpecifiedScalarType(named)) add('type', named.name)
    if (variable.defaultValue) visitValue(variable.defaultValue, type)
  }
  const root = schema.getRootType(operation.operation)
  if (root) visitSelections(operation.selectionSet, root)
  return [...used.values()]
}
