import {
  type FieldNode,
  type GraphQLArgument,
  type GraphQLCompositeType,
  type GraphQLField,
  type GraphQLInputType,
  getNullableType,
  isInputObjectType,
  isListType,
  valueFromAST,
} from 'graphql'
import type { FieldRules } from '../../supergraph/field-rules.ts'

/**
 * What the arguments of a selection cost: the `@cost` of each that has a value, and of each field inside input objects, list
 * by list. Arguments without `@cost` are free: their size is bounded elsewhere.
 */
export function weighArguments(
  rules: FieldRules,
  parentType: GraphQLCompositeType,
  definition: GraphQLField<unknown, unknown>,
  node: FieldNode,
  variables: Readonly<Record<string, unknown>>,
): number {
  const weights = rules.fields.get(`${parentType.name}.${definition.name}`)?.argumentWeights ?? {}
  let sum = 0
  for (const argument of node.arguments ?? []) {
    const declared = definition.args.find(({ name }) => name === argument.name.value)
    if (declared === undefined) continue
    const weight = Object.hasOwn(weights, declared.name) ? (weights[declared.name] ?? 0) : 0
    if (weight === 0 && !hasWeightInside(rules, declared)) continue
    const value: unknown = valueFromAST(argument.value, declared.type, variables)
    if (value === undefined || value === null) continue
    sum += weight + weighValue(rules, value, declared.type)
  }
  return sum
}

function weighValue(rules: FieldRules, value: unknown, type: GraphQLInputType): number {
  const nullable = getNullableType(type)
  if (value === undefined || value === null) return 0
  if (isListType(nullable)) {
    const items: readonly unknown[] = Array.isArray(value) ? value : [value]
    return items.reduce<number>((sum, item) => sum + weighValue(rules, item, nullable.ofType), 0)
  }
  if (!isInputObjectType(nullable) || typeof value !== 'object') return 0
  let sum = 0
  for (const [name, inner] of Object.entries(value)) {
    const field = nullable.getFields()[name]
    if (field === undefined || inner === null || inner === undefined) continue
    sum += rules.fields.get(`${nullable.name}.${name}`)?.costWeight ?? 0
    sum += weighValue(rules, inner, field.type)
  }
  return sum
}

const weighted = new WeakMap<FieldRules, WeakMap<GraphQLArgument, boolean>>()

/** Whether a weight can be found inside an argument's value; most have none and are not walked. */
function hasWeightInside(rules: FieldRules, argument: GraphQLArgument): boolean {
  const known = weighted.get(rules) ?? new WeakMap<GraphQLArgument, boolean>()
  weighted.set(rules, known)
  let answer = known.get(argument)
  if (answer === undefined) {
    answer = isWeighted(rules, argument.type, new Set())
    known.set(argument, answer)
  }
  return answer
}

function isWeighted(rules: FieldRules, type: GraphQLInputType, seen: Set<GraphQLInputType>): boolean {
  const nullable = getNullableType(type)
  if (isListType(nullable)) return isWeighted(rules, nullable.ofType, seen)
  if (!isInputObjectType(nullable) || seen.has(nullable)) return false
  seen.add(nullable)
  return Object.values(nullable.getFields()).some(
    (field) =>
      (rules.fields.get(`${nullable.name}.${field.name}`)?.costWeight ?? 0) !== 0 ||
      isWeighted(rules, field.type, seen),
  )
}
