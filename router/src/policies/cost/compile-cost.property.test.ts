import fc from 'fast-check'
import {
  type DocumentNode,
  execute,
  type FieldNode,
  type GraphQLCompositeType,
  GraphQLIncludeDirective,
  type GraphQLOutputType,
  GraphQLSkipDirective,
  getArgumentValues,
  getDirectiveValues,
  getNamedType,
  getNullableType,
  isAbstractType,
  isCompositeType,
  isListType,
  Kind,
  parse,
  type SelectionNode,
  type SelectionSetNode,
  validate,
} from 'graphql'
import { expect, test } from 'vitest'
import { createRandomOperations } from '../../execution/create-random-operations.ts'
import { readTestGraph } from '../read-test-graph.ts'
import { readTestRequest } from '../read-test-request.ts'
import { compileCost } from './compile-cost.ts'

const graph = readTestGraph(`
  type Query { node: Node animals: [Animal] nodes(first: Int = 2): [Node!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false) }
  type Node {
    id: ID! heavy: String @cost(weight: 7) node: Node kind: Kind grid: [[Node]]
    nodes(first: Int = 2): [Node!] @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
    few: [Node] @listSize(assumedSize: 1)
    page(first: Int, input: In): Page @listSize(slicingArguments: ["first", "input.size"], sizedFields: ["edges"], assumedSize: 2, requireOneSlicingArgument: false)
    animal: Animal dear(input: In, n: Int @cost(weight: 3)): Dear
  }
  type Page { edges: [Edge] node: Node }
  type Edge @cost(weight: 0) { node: Node }
  type Dear @cost(weight: 11) { node: Node }
  enum Kind @cost(weight: 2) { X }
  interface Animal { friend: Node bark: String }
  type Dog implements Animal { friend: Node bark: String @cost(weight: 9) }
  type Cat implements Animal { friend: Node bark: String }
  input In { size: Int dear: Int @cost(weight: 5) inner: [In] }
`)
const { schema, rules } = graph
const listSizeDefault = 2

/** The definition, written as one would by hand: every fragment walked again wherever it is spread. */
function estimateNaively(document: DocumentNode, variables: Record<string, unknown>): number {
  const fragments = new Map(
    document.definitions.flatMap((node) => (node.kind === Kind.FRAGMENT_DEFINITION ? [[node.name.value, node]] : [])),
  )
  const isOut = (node: SelectionNode) =>
    getDirectiveValues(GraphQLSkipDirective, node, variables)?.if === true ||
    getDirectiveValues(GraphQLIncludeDirective, node, variables)?.if === false

  function sum(set: SelectionSetNode, parent: GraphQLCompositeType, sizes: Record<string, number>): number {
    let cost = 0
    for (const node of set.selections) {
      if (isOut(node)) continue
      if (node.kind === Kind.FIELD) {
        cost += weigh(node, parent, sizes)
        continue
      }
      const fragment = node.kind === Kind.FRAGMENT_SPREAD ? fragments.get(node.name.value) : node
      const condition = fragment?.typeCondition && schema.getType(fragment.typeCondition.name.value)
      if (fragment) cost += sum(fragment.selectionSet, isCompositeType(condition) ? condition : parent, sizes)
    }
    return cost
  }

  function weigh(node: FieldNode, parent: GraphQLCompositeType, sizes: Record<string, number>): number {
    const definition = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
    if (!definition) return 0
    const type = getNamedType(definition.type)
    const rule = rules.fields.get(`${parent.name}.${definition.name}`)
    const own = readSize(parent, node, variables)
    const size = sizes[definition.name] ?? own ?? listSizeDefault
    const below = Object.fromEntries(
      own === null ? [] : (rule?.listSize?.sizedFields ?? []).map((name) => [name, own] as const),
    )
    const inner = node.selectionSet && isCompositeType(type) ? sum(node.selectionSet, type, below) : 0
    const instance = rule?.costWeight ?? rules.types.get(type.name)?.costWeight ?? (isCompositeType(type) ? 1 : 0)
    const args = getArgumentValues(definition, { ...node }, variables)
    let weights = 0
    for (const { name } of node.arguments ?? []) {
      const value = args[name.value]
      if (name.value === 'n' && value !== null && value !== undefined) weights += 3
      if (name.value === 'input') weights += weighInput(value)
    }
    return weights + countInstances(definition.type, size) * (instance + inner)
  }

  const query = schema.getQueryType()
  const operation = document.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  return query && operation ? sum(operation.selectionSet, query, {}) : 0
}

function weighInput(value: unknown): number {
  if (Array.isArray(value)) return value.reduce<number>((sum, item) => sum + weighInput(item), 0)
  if (typeof value !== 'object' || value === null) return 0
  const { dear, inner } = value as { readonly dear?: number | null; readonly inner?: unknown }
  return 1 + (dear === null || dear === undefined ? 0 : 5) + weighInput(inner)
}

function countInstances(type: GraphQLOutputType, size: number): number {
  const nullable = getNullableType(type)
  return isListType(nullable) ? size * countInstances(nullable.ofType, listSizeDefault) : 1
}

/** What `@listSize` of this graph says, for the two fields that slice and the one that assumes. */
function readSize(parent: GraphQLCompositeType, node: FieldNode, variables: Record<string, unknown>): number | null {
  const definition = 'getFields' in parent ? parent.getFields()[node.name.value] : undefined
  if (definition === undefined) return null
  const { first, input } = getArgumentValues(definition, node, variables) as {
    first?: number
    input?: { size?: number }
  }
  const asked = [first, input?.size].filter((size) => typeof size === 'number' && size >= 0) as number[]
  if (node.name.value === 'few') return 1
  if (node.name.value === 'page') return asked.length > 0 ? Math.max(...asked) : 2
  if (node.name.value !== 'nodes') return null
  return asked[0] ?? 2
}

/** Random operations get random arguments, literal and by variable. */
const cases = fc
  .tuple(
    createRandomOperations(schema, { types: ['Page', 'Dog', 'Cat', 'Animal', 'Node'] }),
    fc.array(fc.nat({ max: 11 }), { minLength: 20, maxLength: 20 }),
    fc.record({
      n: fc.option(fc.integer({ min: -1, max: 3 })),
      in: fc.option(fc.record({ size: fc.option(fc.nat({ max: 3 })), dear: fc.option(fc.nat()) })),
    }),
  )
  .map(([{ query, variables }, picks, values]) => {
    let at = 0
    const pick = (options: readonly string[]) => options[(picks[at++ % picks.length] ?? 0) % options.length] ?? ''
    const text = query
      .replace(/\bnodes\b/g, () => `nodes${pick(['', '(first: 3)', '(first: $n)', '(first: null)', '(first: -4)'])}`)
      .replace(/\bpage\b/g, () => `page${pick(['', '(first: 1)', '(input: $in)', '(first: $n, input: { size: 3 })'])}`)
      .replace(
        /\bdear\b/g,
        () => `dear${pick(['', '(n: 1)', '(input: { dear: 1, inner: [{}, { dear: 2 }] })', '(n: $n, input: $in)'])}`,
      )
    const declared = [
      ['n', 'Int'],
      ['in', 'In'],
    ].filter(([name]) => new RegExp(`\\$${name}\\b`).test(text))
    const declarations = declared.map(([name, type]) => `$${name}: ${type}`).join(' ')
    const head =
      declarations === ''
        ? text
        : text.replace(/^query (\(([^)]*)\))?/, (_all, _outer, inner = '') => `query (${inner} ${declarations})`)
    const used = Object.fromEntries(declared.map(([name = '']) => [name, values[name as 'n' | 'in']]))
    return { query: head, variables: { ...variables, ...used } }
  })
const isValid = (query: string) => validate(schema, parse(query)).length === 0

test('the compiled estimate is the naive one, for any operation and variables', () => {
  let compared = 0
  fc.assert(
    fc.property(cases, ({ query, variables }) => {
      fc.pre(isValid(query))
      const request = readTestRequest(query, graph, { variables })
      const formula = compileCost(request, listSizeDefault)
      const expected = estimateNaively(request.document, { ...request.variables })
      expect(formula.estimate(request.variables)).toEqual({ cost: expected, problems: [] })
      // And again: nothing of a request stays in the formula.
      expect(formula.estimate(request.variables).cost).toBe(expected)
      if (expected > 0) compared += 1
    }),
    { numRuns: 400 },
  )
  expect(compared).toBeGreaterThan(250)
})

test('the actual cost is at most the estimate while no list is longer than its size', () => {
  let below = 0
  fc.assert(
    fc.property(cases, fc.nat({ max: 1_000 }), ({ query, variables }, seed) => {
      fc.pre(isValid(query))
      const request = readTestRequest(query, graph, { variables })
      const formula = compileCost(request, listSizeDefault)
      let at = seed
      // Up to `max`, as the place has it; null now and then.
      const length = (max: number) => {
        at = (at * 31 + 7) % 101
        return at % (max + 1)
      }
      const object = (type: ReturnType<typeof getNamedType>, below: Record<string, number>) => {
        const possible = isAbstractType(type) ? schema.getPossibleTypes(type) : [type]
        return { __typename: possible[length(possible.length - 1)]?.name, below }
      }
      const data = execute({
        schema,
        document: request.document,
        rootValue: { below: {} },
        variableValues: variables,
        fieldResolver(source, _arguments, _context, info) {
          const node = info.fieldNodes[0]
          const type = getNamedType(info.returnType)
          const own = node === undefined ? null : readSize(info.parentType, node, { ...info.variableValues })
          const size = source.below[info.fieldName] ?? own ?? listSizeDefault
          const below: Record<string, number> = info.fieldName === 'page' && own !== null ? { edges: own } : {}
          const create = (type_: GraphQLOutputType, max: number): unknown => {
            const nullable = getNullableType(type_)
            if (isListType(nullable))
              return Array.from({ length: length(max) }, () => create(nullable.ofType, listSizeDefault))
            if (isCompositeType(type)) return object(type, below)
            return type.name === 'Kind' ? 'X' : 'x'
          }
          return length(5) === 5 && info.returnType === getNullableType(info.returnType)
            ? null
            : create(info.returnType, size)
        },
      }) as { readonly data: object; readonly errors?: unknown }
      expect(data.errors).toBeUndefined()
      const actual = formula.count(JSON.parse(JSON.stringify(data.data)), request.variables)
      const estimated = formula.estimate(request.variables).cost
      expect(actual).toBeLessThanOrEqual(estimated)
      if (actual > 0 && actual < estimated) below += 1
    }),
    { numRuns: 400 },
  )
  expect(below).toBeGreaterThan(100)
})

test('where it may be more: longer lists, and weights below zero', () => {
  const measure = (query: string, data: object, on = graph) => {
    const formula = compileCost(readTestRequest(query, on), listSizeDefault)
    return [formula.estimate({}).cost, formula.count(data, {})]
  }
  const node = { id: '1' }
  expect(measure('{ nodes(first: 1) { id } }', { nodes: [node, node, node] })).toEqual([1, 3])
  const negative = readTestGraph(
    'type Query { list(n: Int @cost(weight: 10)): [A] } type A @cost(weight: -3) { id: ID }',
  )
  expect(measure('{ list(n: 1) { id } }', { list: [node] }, negative)).toEqual([4, 7])
})
