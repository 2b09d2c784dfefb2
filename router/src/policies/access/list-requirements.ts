import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
} from 'graphql'
import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'

/**
 * Every rule that must hold to select a field on a type: the field's, its parent type's, and its returned type's own. A
 * field of an interface stands for the fields of every type that implements it, so theirs must hold as well: one
 * protected implementation refuses the interface's field, and the others are reached by `... on Type`.
 */
export function listRequirements(
  schema: GraphQLSchema,
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
): readonly AccessRule[] {
  const requirements = new Set<AccessRule>()
  const add = (rule: AccessRule | null | undefined) => {
    if (rule) requirements.add(rule)
  }
  const addField = (type: GraphQLCompositeType, field: GraphQLField<unknown, unknown>) => {
    add(rules.types.get(type.name)?.access)
    add(rules.fields.get(`${type.name}.${field.name}`)?.access)
    add(rules.types.get(getNamedType(field.type).name)?.access)
  }
  addField(parentType, definition)
  if (!isInterfaceType(parentType)) return [...requirements]
  const { interfaces, objects } = schema.getImplementations(parentType)
  for (const type of [...interfaces, ...objects]) {
    const field = type.getFields()[definition.name]
    if (field !== undefined) addField(type, field)
  }
  return [...requirements]
}
