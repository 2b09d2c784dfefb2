import {
  type FieldNode,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
} from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'
import { compileValue } from './compile-value.ts'
import { readInputWeight } from './cost-model.ts'
import type { Variables } from './cost-program.ts'

/**
 * What the arguments of a selection cost, as Apollo Router counts them: the `@cost` of each that has a value, else its type's, else 1 for
 * an input object and nothing for anything else; the fields inside input objects alike. A list costs its argument's
 * `@cost` and that of each item.
 */
export function compileArguments(
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
): (variables: Variables) => number {
  const weights = rules.fields.get(`${parentType.name}.${definition.name}`)?.argumentWeights ?? {}
  const parts: ((variables: Variables) => number)[] = []
  for (const argument of node.arguments ?? []) {
    const declared = definition.args.find(({ name }) => name === argument.name.value)
    if (declared === undefined) continue
    const { type, name } = declared
    const weight = (Object.hasOwn(weights, name) ? weights[name] : null) ?? readInputWeight(rules, type)
    if (weight === null && !hasObjects(type)) continue
    const read = compileValue(argument.value, type)
    parts.push((variables) => weighValue(rules, read(variables), type, weight))
  }
  return (variables) => parts.reduce((sum, part) => sum + part(variables), 0)
}

/** `weight` is what the argument or field costs itself, null where nothing says. */
function weighValue(rules: FieldRules, value: unknown, type: GraphQLInputType, weight: number | null): number {
  if (value === undefined || value === null) return 0
  const nullable = getNullableType(type)
  if (isListType(nullable)) {
    if (!Array.isArray(value)) return weighValue(rules, value, nullable.ofType, weight)
    return value.reduce<number>((sum, item) => sum + weighValue(rules, item, nullable.ofType, weight), weight ?? 0)
  }
  if (!isInputObjectType(nullable) || typeof value !== 'object') return weight ?? 0
  let sum = weight ?? 1
  const fields = nullable.getFields()
  for (const [name, inner] of Object.entries(value)) {
    const field = Object.hasOwn(fields, name) ? fields[name] : undefined
    if (field === undefined) continue
    const own = rules.fields.get(`${nullable.name}.${name}`)?.costWeight ?? readInputWeight(rules, field.type)
    sum += weighValue(rules, inner, field.type, own)
  }
  return sum
}

function hasObjects(type: GraphQLInputType): boolean {
  const nullable = getNullableType(type)
  return isListType(nullable) ? hasObjects(nullable.ofType) : isInputObjectType(nullable)
}
