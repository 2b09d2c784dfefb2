import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'

/** What each field at the root of a mutation costs besides its result. Apollo Router counts it once for the operation. */
const mutationCost = 10

/** What a use of a field costs before its arguments and its value: something for a mutation, nothing else. */
export function weighUse(schema: GraphQLSchema, parentType: GraphQLCompositeType): number {
  return parentType === schema.getMutationType() ? mutationCost : 0
}

/** The `@cost` of a field, else of its type; null when neither has one. */
export function readWeight(
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
): number | null {
  return (
    rules.fields.get(`${parentType.name}.${definition.name}`)?.costWeight ??
    rules.types.get(getNamedType(definition.type).name)?.costWeight ??
    null
  )
}

/** What one instance of a field's value costs by itself: its `@cost`, else 1 for an object, interface or union and 0 for a scalar or enum. */
export function weighInstance(
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
): number {
  return readWeight(rules, parentType, definition) ?? (isCompositeType(getNamedType(definition.type)) ? 1 : 0)
}

/** The `@cost` of an input's own type; null when it has none. */
export function readInputWeight(rules: FieldRules, type: GraphQLInputType): number | null {
  return rules.types.get(getNamedType(type).name)?.costWeight ?? null
}
