import {
  type ConstDirectiveNode,
  type DocumentNode,
  type InputValueDefinitionNode,
  isTypeDefinitionNode,
  isTypeExtensionNode,
  Kind,
  OperationTypeNode,
} from 'graphql'

/** Something a schema's text defines, with its directives there. */
export interface SchemaElement {
  /** `Type`, `Type.field`, `Type.field(argument:)`, `Input.field`, `Enum.VALUE`, `Type implements Interface`, `Union = Member`. */
  readonly coordinate: string
  readonly directives: readonly ConstDirectiveNode[]
}

const rootNames: Readonly<Record<OperationTypeNode, string>> = {
  [OperationTypeNode.QUERY]: 'Query',
  [OperationTypeNode.MUTATION]: 'Mutation',
  [OperationTypeNode.SUBSCRIPTION]: 'Subscription',
}

/**
 * Everything that definitions and extensions of a schema say, in order of the text; root types under their usual names, for that is
 * how a supergraph calls them. What federation itself adds (`_Service`, `_entities`, `join__Graph`, ...) is left out.
 */
export function listSchemaElements(document: DocumentNode): readonly SchemaElement[] {
  const renamed = readRootNames(document)
  const elements: SchemaElement[] = []
  const add = (coordinate: string, directives: readonly ConstDirectiveNode[] = []) =>
    elements.push({ coordinate, directives })

  for (const node of document.definitions) {
    if (!isTypeDefinitionNode(node) && !isTypeExtensionNode(node)) continue
    if (isMachinery(node.name.value)) continue
    const typeName = renamed.get(node.name.value) ?? node.name.value
    add(typeName, node.directives)
    if ('interfaces' in node) for (const { name } of node.interfaces ?? []) add(`${typeName} implements ${name.value}`)
    if ('types' in node) for (const { name } of node.types ?? []) add(`${typeName} = ${name.value}`)
    if ('values' in node)
      for (const value of node.values ?? []) add(`${typeName}.${value.name.value}`, value.directives)
    for (const field of 'fields' in node ? (node.fields ?? []) : []) {
      if (isMachinery(field.name.value)) continue
      const coordinate = `${typeName}.${field.name.value}`
      add(coordinate, field.directives)
      const fieldArguments: readonly InputValueDefinitionNode[] =
        field.kind === Kind.FIELD_DEFINITION ? (field.arguments ?? []) : []
      for (const argument of fieldArguments) add(`${coordinate}(${argument.name.value}:)`, argument.directives)
    }
  }
  return elements
}

function isMachinery(name: string): boolean {
  return name.startsWith('_') || name.includes('__')
}

function readRootNames(document: DocumentNode): ReadonlyMap<string, string> {
  const names = new Map<string, string>()
  for (const node of document.definitions) {
    if (node.kind !== Kind.SCHEMA_DEFINITION && node.kind !== Kind.SCHEMA_EXTENSION) continue
    for (const { operation, type } of node.operationTypes ?? []) names.set(type.name.value, rootNames[operation])
  }
  return names
}
