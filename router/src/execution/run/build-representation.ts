import type { QueryPlanSelectionNode } from '@apollo/query-planner'
import type { GraphQLSchema } from 'graphql'
import type { Representation } from '../subgraph.ts'
import { isOfType } from './is-of-type.ts'
import { mergeInto, setOwn } from './merge-into.ts'

type Data = Record<string, unknown>

/**
 * What a subgraph finds an entity by, taken from the data so far, in the order of the plan: equal entities give equal
 * texts. Null when something of it is not there, for then there is nothing to ask.
 */
export function buildRepresentation(
  schema: GraphQLSchema,
  entity: Readonly<Data>,
  requires: readonly QueryPlanSelectionNode[],
): Representation | null {
  const selected = select(schema, entity, requires)
  return selected?.__typename ? (selected as Representation) : null
}

function select(
  schema: GraphQLSchema,
  source: Readonly<Data>,
  selections: readonly QueryPlanSelectionNode[],
): Data | null {
  const result: Data = {}
  for (const selection of selections) {
    if (selection.kind === 'InlineFragment') {
      if (!selection.typeCondition || !isOfType(schema, source.__typename, selection.typeCondition)) continue
      const inner = select(schema, source, selection.selections)
      if (inner !== null) mergeInto(result, inner)
      continue
    }
    const key = selection.alias ?? selection.name
    const value = Object.hasOwn(source, key) ? source[key] : undefined
    if (value === undefined) return null
    setOwn(result, key, selection.selections ? selectValue(schema, value, selection.selections) : value)
  }
  return result
}

function selectValue(schema: GraphQLSchema, value: unknown, selections: readonly QueryPlanSelectionNode[]): unknown {
  if (Array.isArray(value)) return value.map((item) => selectValue(schema, item, selections))
  return typeof value === 'object' && value !== null ? select(schema, value as Data, selections) : null
}
