import {
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLSchema,
  getNamedType,
  isInterfaceType,
} from 'graphql'
import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'
import { isInheritedRule } from './is-inherited-rule.ts'

/**
 * Every rule that must hold to select a field on a type: the field's, its parent type's, and its returned type's own. A
 * field of an interface stands for the fields of every type that implements it, so theirs must hold as well: one
 * protected implementation refuses the interface's field, and the others are reached by `... on Type`. That is also why a
 * rule that a returned interface only has from its implementations does not count: it counts where fields are selected on it.
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
    const returned = getNamedType(field.type)
    const rule = rules.types.get(returned.name)?.access
    if (rule && !(isInterfaceType(returned) && isInheritedRule(schema, rules, returned, rule))) add(rule)
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
