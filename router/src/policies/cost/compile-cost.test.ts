import { getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { readTestGraph } from '../read-test-graph.ts'
import { readTestRequest } from '../read-test-request.ts'
import { compileCost } from './compile-cost.ts'

const graph = readTestGraph(`
  type Query {
    items(first: Int = 20, last: Int): Connection
      @listSize(slicingArguments: ["first", "last"], sizedFields: ["edges"], requireOneSlicingArgument: false)
    strict(first: Int, last: Int): [Node] @listSize(slicingArguments: ["first", "last"])
    plain: [Node]
    nested: [[Node]]
    heavy: String @cost(weight: 20)
    vectors: [Float!]! @cost(weight: 2)
    search(text: String @cost(weight: 3), filter: Filter): Node
    cheap(x: Int @cost(weight: -50)): Node
    kind: Kind
    tagged(kinds: [Kind!], ids: [ID!] @cost(weight: 2)): Node
  }
  type Mutation { a: Int b: Node }
  type Subscription { ticks: Node }
  type Connection { edges: [Edge] total: Int }
  type Edge { node: Node }
  type Node { id: ID self: Node list: [Node] }
  enum Kind @cost(weight: 4) { X }
  input Filter { text: String @cost(weight: 7) and: [Filter] plain: Int }
`)
const estimate = (query: string, variables = {}) => {
  const request = readTestRequest(query, graph, { variables })
  return compileCost(request, 10).estimate(request.variables)
}
const cost = (query: string, variables = {}) => estimate(query, variables).cost

test.each([
  ['{ items { edges { node { id } } } }', 1 + 20 * 2],
  ['{ items(first: 3) { edges { node { id } } } }', 1 + 3 * 2],
  ['{ items(first: 3, last: 30) { total edges { node { id } } } }', 1 + 30 * 2],
  ['{ items(first: 3) { ...C } } fragment C on Connection { edges { ...E } } fragment E on Edge { node { id } }', 7],
  // What is no size is the default: null and negative numbers make nothing cheaper.
  ['{ items(first: -5) { edges { node { id } } } }', 1 + 20 * 2],
  ['{ items(first: null) { edges { node { id } } } }', 1 + 20 * 2],
  ['{ items(last: -1) { edges { node { id } } } }', 1 + 20 * 2],
  ['{ strict(first: -1) { id } }', 10],
  ['{ items(first: 0) { edges { node { id } } } }', 1],
  ['{ plain { id } }', 10],
  ['{ nested { id } }', 100],
  ['{ plain { list { id } } }', 10 * (1 + 10)],
  ['{ heavy vectors kind }', 20 + 20 + 4],
  ['{ a: heavy b: heavy c: heavy }', 60],
  ['{ search(text: "x") { id } }', 4],
  ['{ search(text: null) { id } }', 1],
  ['{ search(filter: { text: "a", and: [{ text: "b" }, { plain: 1 }] }) { id } }', 1 + 3 + 7 + 7],
  ['{ search(filter: null) { id } }', 1],
  ['{ tagged(kinds: [X, X], ids: [1, 2, 3]) { id } }', 1 + (4 + 4 + 4) + (2 + 2 + 2 + 2)],
  ['{ cheap(x: 1) { id } heavy }', 20],
  ['{ __schema { types { name } } __typename }', 0],
  ['mutation { a x: a b { id } }', 10 + 10 + 11],
  ['subscription { ticks { id } }', 1],
])('%s costs %i', (query, expected) => {
  expect(cost(query)).toBe(expected)
})

test('sizes and weights are read from variables and their defaults', () => {
  const query =
    'query ($n: Int = 4, $f: Filter) { items(first: $n) { edges { node { id } } } search(filter: $f) { id } }'
  expect(cost(query)).toBe(1 + 8 + 1)
  expect(cost(query, { n: 100, f: { text: 'a', and: [{ text: 'b' }] } })).toBe(1 + 200 + 1 + 2 + 7 + 7)
})

test('what @skip and @include leave out is free', () => {
  const query = 'query ($on: Boolean!) { heavy @include(if: $on) ... @skip(if: $on) { kind } }'
  expect(cost(query, { on: true })).toBe(20)
  expect(cost(query, { on: false })).toBe(4)
})

test('a list that must be sliced by exactly one argument tells when it is not', () => {
  const problems = (query: string, variables = {}) => estimate(query, variables).problems
  expect(problems('{ strict(first: 1) { id } }')).toEqual([])
  expect(problems('{ strict { id } }')).toEqual(['Query.strict takes exactly one of the arguments first, last.'])
  expect(problems('{ strict(first: 1, last: 1) { id } }')).toHaveLength(1)
  expect(problems('query ($n: Int) { strict(first: $n) { id } }', {})).toHaveLength(1)
  expect(problems('query ($n: Int) { strict(first: $n) { id } }', { n: 3 })).toEqual([])
  expect(problems('{ items { total } }')).toEqual([])
})

const doubling = Array.from(
  { length: 40 },
  (_, i) => `fragment F${i} on Node { a: self { ...F${i + 1} } b: self { ...F${i + 1} } }`,
).join(' ')

test('fragments that double forty times are compiled, estimated and counted at once, not 2^40 times', () => {
  const document = parse(`{ search { ...F0 } } ${doubling} fragment F40 on Node { id }`)
  // Validating it would take for ever; the limits on operations come before.
  const valid = readTestRequest('{ kind }', graph)
  const started = performance.now()
  const formula = compileCost({ ...valid, document, operation: getOperationAST(document) ?? valid.operation }, 10)
  expect(formula.estimate({}).cost).toBe(2 ** 41 - 1)
  let node: object = { id: 1 }
  for (let level = 0; level < 40; level++) node = { a: node, b: null }
  expect(formula.count({ search: node }, {})).toBe(41)
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('a cost beyond counting is a large number, not infinity', () => {
  const query = `{ plain ${'{ list '.repeat(400)}{ id }${' }'.repeat(400)} }`
  expect(cost(query)).toBe(Number.MAX_SAFE_INTEGER)
  expect(cost(`{ items(first: 0) { edges { node ${'{ list '.repeat(400)}{ id }${' }'.repeat(400)} } } }`)).toBe(1)
})

const count = (query: string, data: object, variables = {}) => {
  const request = readTestRequest(query, graph, { variables })
  return compileCost(request, 10).count(data, request.variables)
}

test.each([
  ['{ plain { id } }', { plain: [{ id: 1 }, null, { id: 2 }] }, 2],
  ['{ plain { id } }', { plain: null }, 0],
  ['{ nested { id } }', { nested: [[{ id: 1 }], [], null] }, 1],
  // What has a cost of its own was worked out, whatever came of it; what was removed was not.
  ['{ heavy kind }', { heavy: null, kind: 'X' }, 24],
  ['{ heavy kind }', { _removed1: 'Query' }, 0],
  ['{ a: heavy b: heavy }', { a: 'x', b: 'y' }, 40],
  ['{ search(text: "x", filter: { text: "y" }) { self { id } } }', { search: { self: { id: 1 } } }, 3 + 8 + 2],
  ['{ items(first: 50) { edges { node { id } } } }', { items: { edges: [{ node: { id: 1 } }, { node: null }] } }, 4],
  ['mutation { a b { id } }', { a: 1, b: { id: 1 } }, 21],
  [
    '{ plain { ...F } plain { self { id } } } fragment F on Node { self { list { id } } }',
    { plain: [{ self: { id: 1, list: [{ id: 1 }] } }] },
    3,
  ],
])('%s counts what came: %o', (query, data, expected) => {
  expect(count(query, data)).toBe(expected)
})

test('what is left out by a variable is not counted, though something else has its name', () => {
  const query =
    'query ($on: Boolean!) { x: heavy @include(if: $on) ...F } fragment F on Query { x: heavy @skip(if: $on) }'
  expect(count(query, { x: 'y' }, { on: true })).toBe(20)
  const other = 'query ($on: Boolean!) { ... @include(if: $on) { kind } ... @skip(if: $on) { plain { id } } }'
  expect(count(other, { kind: 'X' }, { on: true })).toBe(4)
  expect(count(other, { kind: 'X' }, { on: false })).toBe(0)
})
