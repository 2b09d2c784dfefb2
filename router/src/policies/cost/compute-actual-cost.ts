import type { GraphQLSchema } from 'graphql'
import type { FieldShape, ResponseShape } from '../../execution/create-response-shape.ts'
import type { FieldRules } from '../../supergraph/field-rules.ts'
import { weighInstance, weighUse } from './cost-model.ts'
import { weighArguments } from './weigh-arguments.ts'

/**
 * What an operation did cost: the formula of `estimateCost` over its data, with the items that came as instances. What is null
 * has no instance; fields that were removed before planning cost nothing. Where fields of several types share a
 * response key, the dearest counts. Linear in the data.
 */
export function computeActualCost(
  data: Readonly<Record<string, unknown>>,
  request: {
    readonly shape: ResponseShape
    readonly schema: GraphQLSchema
    readonly rules: FieldRules
    readonly variables: Readonly<Record<string, unknown>>
  },
): number {
  const { schema, rules, variables } = request
  const weights = new WeakMap<FieldShape, { readonly use: number; readonly instance: number }>()

  function weigh(field: FieldShape): { readonly use: number; readonly instance: number } {
    const known = weights.get(field)
    if (known !== undefined) return known
    let [use, instance] = [0, Number.NEGATIVE_INFINITY]
    for (const { parentType, definition, node } of field.variants) {
      const before = weighUse(schema, parentType) + weighArguments(rules, parentType, definition, node, variables)
      use = Math.max(use, before)
      instance = Math.max(instance, weighInstance(rules, parentType, definition))
    }
    weights.set(field, { use, instance })
    return { use, instance }
  }

  function sumObject(object: object, shape: ResponseShape): number {
    let sum = 0
    for (const [key, value] of Object.entries(object)) {
      const field = shape.find(key)
      if (field === undefined) continue
      const { use, instance } = weigh(field)
      sum += Math.max(0, use + sumValue(value, field, instance))
    }
    return sum
  }

  function sumValue(value: unknown, field: FieldShape, instance: number): number {
    if (value === null || value === undefined) return 0
    if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + sumValue(item, field, instance), 0)
    return instance + (typeof value === 'object' ? sumObject(value, field.getChildren()) : 0)
  }

  return Math.min(sumObject(data, request.shape), Number.MAX_SAFE_INTEGER)
}
