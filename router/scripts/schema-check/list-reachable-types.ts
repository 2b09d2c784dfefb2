import {
  type GraphQLNamedType,
  type GraphQLSchema,
  getNamedType,
  isInputObjectType,
  isInterfaceType,
  isObjectType,
  isUnionType,
} from 'graphql'

/**
 * The types that an operation can name or receive. An interface counts when one of its types does, for a fragment may be on it
 * (which GraphQL Inspector's own rule for unreachable types does not see).
 */
export function listReachableTypes(schema: GraphQLSchema): ReadonlySet<string> {
  const reached = new Set<string>()
  const pending: (GraphQLNamedType | null | undefined)[] = [
    schema.getQueryType(),
    schema.getMutationType(),
    schema.getSubscriptionType(),
  ]
  while (pending.length > 0) {
    const type = pending.pop()
    if (!type || reached.has(type.name)) continue
    reached.add(type.name)
    pending.push(...listNext(schema, type))
  }
  return reached
}

function listNext(schema: GraphQLSchema, type: GraphQLNamedType): readonly GraphQLNamedType[] {
  if (isUnionType(type)) return type.getTypes()
  if (isInputObjectType(type)) return Object.values(type.getFields()).map((field) => getNamedType(field.type))
  if (!isObjectType(type) && !isInterfaceType(type)) return []
  const fields = Object.values(type.getFields()).flatMap((field) => [
    getNamedType(field.type),
    ...field.args.map((argument) => getNamedType(argument.type)),
  ])
  const implementing = isInterfaceType(type) ? schema.getPossibleTypes(type) : []
  return [...fields, ...type.getInterfaces(), ...implementing]
}
