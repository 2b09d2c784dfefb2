import { type GraphQLSchema, getNamedType, isEnumType, isInterfaceType, isObjectType } from 'graphql'

/** The enums that an answer can hold; the others are only ever sent. */
export function listOutputEnums(schema: GraphQLSchema): ReadonlySet<string> {
  const names = new Set<string>()
  for (const type of Object.values(schema.getTypeMap())) {
    if (!isObjectType(type) && !isInterfaceType(type)) continue
    for (const field of Object.values(type.getFields())) {
      const named = getNamedType(field.type)
      if (isEnumType(named)) names.add(named.name)
    }
  }
  return names
}
