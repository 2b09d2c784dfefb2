import {
  type FieldNode,
  type FragmentDefinitionNode,
  type GraphQLCompositeType,
  type GraphQLOutputType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isListType,
  Kind,
  type SelectionSetNode,
} from 'graphql'
import type { OperationRequest } from '../policy.ts'
import { weighInstance, weighUse } from './cost-model.ts'
import { isLeftOut } from './is-left-out.ts'
import { readListSize } from './read-list-size.ts'
import { weighArguments } from './weigh-arguments.ts'

export interface CostEstimate {
  /** Never negative; at most Number.MAX_SAFE_INTEGER. */
  readonly cost: number
  /** Each field used against its `requireOneSlicingArgument`, told for people. */
  readonly problems: readonly string[]
}

/** Sizes of the lists directly below a field with `sizedFields`, by field name. */
interface Sizes {
  readonly key: string
  readonly byField: ReadonlyMap<string, number>
}

const noSizes: Sizes = { key: '', byField: new Map() }

/**
 * The most an operation is expected to cost, known before it runs, as Apollo Router reads the IBM cost specification
 * (https://www.apollographql.com/docs/graphos/routing/security/demand-control):
 *
 *     cost of a field = weights of its arguments + instances * (weight of one + cost of its selections)
 *
 * A list has as many instances as its `@listSize` says, else `listSizeDefault`; anything else has one. Each field at
 * the root of a mutation costs 10 besides (Apollo counts 10 for the operation). Repeated selections and those under
 * different type conditions add up, so that the estimate is an upper bound. What `@skip` and `@include` leave out with
 * these variables is free, and so is introspection. A fragment is estimated once, however often it is spread.
 */
export function estimateCost(
  request: Pick<OperationRequest, 'document' | 'operation' | 'schema' | 'rules' | 'variables'>,
  listSizeDefault: number,
): CostEstimate {
  const { document, operation, schema, rules, variables } = request
  const fragments = new Map<string, FragmentDefinitionNode>()
  for (const node of document.definitions)
    if (node.kind === Kind.FRAGMENT_DEFINITION) fragments.set(node.name.value, node)
  const fragmentCosts = new Map<string, number>()
  const problems = new Set<string>()

  function estimateSelections(set: SelectionSetNode, parentType: GraphQLCompositeType, sizes: Sizes): number {
    let sum = 0
    for (const node of set.selections) {
      if (isLeftOut(node, variables)) continue
      if (node.kind === Kind.FIELD) sum += estimateField(node, parentType, sizes)
      if (node.kind === Kind.INLINE_FRAGMENT)
        sum += estimateSelections(node.selectionSet, findType(node.typeCondition?.name.value) ?? parentType, sizes)
      if (node.kind === Kind.FRAGMENT_SPREAD) sum += estimateFragment(node.name.value, sizes)
    }
    return sum
  }

  function estimateFragment(name: string, sizes: Sizes): number {
    const key = `${name} ${sizes.key}`
    const known = fragmentCosts.get(key)
    if (known !== undefined) return known
    const fragment = fragments.get(name)
    const type = findType(fragment?.typeCondition.name.value)
    const cost = fragment && type ? estimateSelections(fragment.selectionSet, type, sizes) : 0
    fragmentCosts.set(key, cost)
    return cost
  }

  function estimateField(node: FieldNode, parentType: GraphQLCompositeType, sizes: Sizes): number {
    const definition = 'getFields' in parentType ? parentType.getFields()[node.name.value] : undefined
    if (definition === undefined) return 0
    const coordinate = `${parentType.name}.${definition.name}`
    const rule = rules.fields.get(coordinate)?.listSize ?? null
    const listSize = rule && readListSize(rule, node, definition, variables)
    if (rule && listSize?.isSliced === false)
      problems.add(`${coordinate} takes exactly one of the arguments ${rule.slicingArguments.join(', ')}.`)
    // With `sizedFields` the size is that of lists inside, not of the field's own value.
    const size = listSize?.size ?? listSizeDefault
    const sizedFields = rule?.sizedFields ?? []
    const ownSize = sizes.byField.get(definition.name) ?? (sizedFields.length > 0 ? listSizeDefault : size)
    const type = getNamedType(definition.type)
    const selections =
      node.selectionSet && isCompositeType(type)
        ? estimateSelections(node.selectionSet, type, toSizes(sizedFields, size))
        : 0
    const instances = countInstances(definition.type, ownSize, listSizeDefault)
    const value = instances * (weighInstance(rules, parentType, definition) + selections)
    const sum = weighUse(schema, parentType) + weighArguments(rules, parentType, definition, node, variables) + value
    // A negative weight may make a field cheaper, never its parents.
    return Math.max(0, sum)
  }

  function findType(name: string | undefined): GraphQLCompositeType | undefined {
    const type = name === undefined ? undefined : schema.getType(name)
    return isCompositeType(type) ? type : undefined
  }

  const rootType = schema.getRootType(operation.operation)
  const cost = rootType ? estimateSelections(operation.selectionSet, rootType, noSizes) : 0
  return { cost: Math.min(cost, Number.MAX_SAFE_INTEGER), problems: [...problems] }
}

function toSizes(fields: readonly string[], size: number): Sizes {
  if (fields.length === 0) return noSizes
  return { key: `${fields.join()}=${size}`, byField: new Map(fields.map((field) => [field, size])) }
}

/** `size` for the outer list, the default for lists in it, 1 for anything else. */
function countInstances(type: GraphQLOutputType, size: number, listSizeDefault: number): number {
  const nullable = getNullableType(type)
  if (!isListType(nullable)) return 1
  return size * countInstances(nullable.ofType, listSizeDefault, listSizeDefault)
}
