import { type GraphQLSchema, isAbstractType, isInterfaceType, isObjectType } from 'graphql'

/** Whether a type of the supergraph is of another: the same, or an implementation or member of it. */
export function isOfType(schema: GraphQLSchema, typeName: unknown, condition: string): boolean {
  if (typeName === condition) return true
  const type = typeof typeName === 'string' ? schema.getType(typeName) : undefined
  const conditionType = schema.getType(condition)
  return (
    isAbstractType(conditionType) &&
    (isObjectType(type) || isInterfaceType(type)) &&
    schema.isSubType(conditionType, type)
  )
}
