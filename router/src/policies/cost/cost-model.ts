import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isCompositeType,
} from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'

/** What each field at the root of a mutation costs besides its result. */
const mutationCost = 10

/** What a use of a field costs before its arguments and its value: something for a mutation, nothing else. */
export function weighUse(schema: GraphQLSchema, parentType: GraphQLCompositeType): number {
  return parentType === schema.getMutationType() ? mutationCost : 0
}

/**
 * What one instance of a field's value costs by itself: the field's `@cost`, else its type's, else 1 for an object,
 * interface or union and 0 for a scalar or enum.
 */
export function weighInstance(
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
): number {
  const type = getNamedType(definition.type)
  return (
    rules.fields.get(`${parentType.name}.${definition.name}`)?.costWeight ??
    rules.types.get(type.name)?.costWeight ??
    (isCompositeType(type) ? 1 : 0)
  )
}
