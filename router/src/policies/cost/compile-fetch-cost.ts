import { type GraphQLSchema, Kind, parse, type SelectionSetNode, valueFromASTUntyped } from 'graphql'
import { isOfType } from '../../execution/run/is-of-type.ts'
import type { SubgraphRequest } from '../../execution/subgraph.ts'
import type { FieldRules } from '../../supergraph/field-rules.ts'
import { createSelectionCompiler } from './compile-selections.ts'
import type { SetProgram } from './cost-program.ts'
import { estimateProgram } from './estimate-program.ts'

/** What asking a subgraph may cost, by the variables and entities that are sent. */
export type FetchCost = (request: Pick<SubgraphRequest, 'variables' | 'representations'>) => number

/** What is asked of the entities of one type. */
interface EntityProgram {
  readonly typeName: string
  readonly set: SetProgram
}

/**
 * Compiles what an operation for a subgraph costs by the rules of its supergraph, `schema` being the whole one: as what a
 * client asks, and 1 for each entity with what is asked of its type.
 */
export function compileFetchCost(
  query: string,
  schema: GraphQLSchema,
  rules: FieldRules,
  listSizeDefault: number,
): FetchCost {
  const document = parse(query, { noLocation: true })
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  const rootType = operation && schema.getRootType(operation.operation)
  if (operation === undefined || !rootType) return () => 0
  const { compile, findFragment, findType } = createSelectionCompiler(document, schema, rules)
  const root = compile(operation.selectionSet, rootType)
  const entities = operation.selectionSet.selections.flatMap((node) =>
    node.kind === Kind.FIELD && node.name.value === '_entities' && node.selectionSet
      ? compileEntities(node.selectionSet)
      : [],
  )
  const defaults = Object.fromEntries(
    (operation.variableDefinitions ?? []).flatMap(({ variable, defaultValue }) =>
      defaultValue === undefined ? [] : [[variable.name.value, valueFromASTUntyped(defaultValue)]],
    ),
  )

  function compileEntities(set: SelectionSetNode): EntityProgram[] {
    return set.selections.flatMap((node) => {
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? findFragment(node.name.value) : node
      if (fragment === undefined || fragment.kind === Kind.FIELD) return []
      const typeName = fragment.typeCondition?.name.value
      const type = findType(typeName)
      if (typeName === undefined) return compileEntities(fragment.selectionSet)
      return type === undefined ? [] : [{ typeName, set: compile(fragment.selectionSet, type) }]
    })
  }

  return ({ variables, representations }) => {
    const values = { ...defaults, ...variables }
    let cost = estimateProgram(root, values, listSizeDefault).cost + (representations?.length ?? 0)
    for (const { typeName, set } of entities) {
      const its = representations?.filter(({ __typename }) => isOfType(schema, __typename, typeName)) ?? []
      if (its.length > 0) cost += its.length * estimateProgram(set, values, listSizeDefault).cost
    }
    return Math.min(cost, Number.MAX_SAFE_INTEGER)
  }
}
