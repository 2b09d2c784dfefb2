import {
  type DocumentNode,
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  type GraphQLSchema,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'
import { compileArguments } from './compile-arguments.ts'
import { compileListSize } from './compile-list-size.ts'
import { readWeight, weighInstance, weighUse } from './cost-model.ts'
import type { FieldProgram, FragmentProgram, SetProgram } from './cost-program.ts'
import { readConditions } from './read-conditions.ts'

/** Compiles selections of a document. What the schema does not have, introspection among it, costs nothing and is left out. */
export interface SelectionCompiler {
  readonly compile: (set: SelectionSetNode, parentType: GraphQLCompositeType) => SetProgram
  readonly findFragment: (name: string) => FragmentDefinitionNode | undefined
  readonly findType: (name: string | undefined) => GraphQLCompositeType | undefined
}

/** A named fragment is compiled once, however often it is spread: compiling takes as long as the document is. */
export function createSelectionCompiler(
  document: DocumentNode,
  schema: GraphQLSchema,
  rules: FieldRules,
): SelectionCompiler {
  const definitions = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) definitions.set(node.name.value, node)
  const named = new Map<string, SetProgram>()
  let count = 0

  function compile(set: SelectionSetNode, parentType: GraphQLCompositeType): SetProgram {
    const fields: FieldProgram[] = []
    const fragments: FragmentProgram[] = []
    for (const node of set.selections) {
      const conditions = readConditions(node)
      if (conditions === null) continue
      if (node.kind === Kind.FIELD) {
        const field = compileField(node, parentType, conditions)
        if (field !== null) fields.push(field)
        continue
      }
      const inner =
        node.kind === Kind.FRAGMENT_SPREAD
          ? compileFragment(node.name.value)
          : compile(node.selectionSet, findType(node.typeCondition?.name.value) ?? parentType)
      if (inner !== null) fragments.push({ conditions, set: inner })
    }
    count += 1
    return { id: count, fields, fragments }
  }

  function compileFragment(name: string): SetProgram | null {
    const known = named.get(name)
    if (known !== undefined) return known
    const definition = definitions.get(name)
    const type = findType(definition?.typeCondition.name.value)
    if (definition === undefined || type === undefined) return null
    const program = compile(definition.selectionSet, type)
    named.set(name, program)
    return program
  }

  function compileField(
    node: FieldNode,
    parentType: GraphQLCompositeType,
    conditions: FieldProgram['conditions'],
  ): FieldProgram | null {
    const fields = 'getFields' in parentType ? parentType.getFields() : {}
    const definition = Object.hasOwn(fields, node.name.value) ? fields[node.name.value] : undefined
    if (definition === undefined) return null
    const coordinate = `${parentType.name}.${definition.name}`
    const rule = rules.fields.get(coordinate)?.listSize ?? null
    const type = getNamedType(definition.type)
    const use = weighUse(schema, parentType)
    const weighArguments = compileArguments(rules, parentType, definition, node)
    return {
      responseKey: node.alias?.value ?? node.name.value,
      name: definition.name,
      coordinate,
      conditions,
      weighUse: (variables) => use + weighArguments(variables),
      instance: weighInstance(rules, parentType, definition),
      absence: readWeight(rules, parentType, definition) ?? 0,
      listDepth: countLists(definition.type),
      list: rule && compileListSize(rule, node, definition),
      set: node.selectionSet && isCompositeType(type) ? compile(node.selectionSet, type) : null,
    }
  }

  function findType(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : schema.getType(name)
    return isCompositeType(type) ? type : undefined
  }

  return { compile, findFragment: (name) => definitions.get(name), findType }
}

function countLists(type: GraphQLOutputType): number {
  const nullable = getNullableType(type)
  return isListType(nullable) ? 1 + countLists(nullable.ofType) : 0
}
