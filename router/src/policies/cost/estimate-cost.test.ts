import { getOperationAST, parse } from 'graphql'
import { expect, test } from 'vitest'
import { readTestGraph } from '../read-test-graph.ts'
import { readTestRequest } from '../read-test-request.ts'
import { estimateCost } from './estimate-cost.ts'

const books = (addressCost = '') =>
  readTestGraph(`
    type Query {
      book(id: ID): Book
      bestsellers: [Book] @listSize(assumedSize: 5)
      newestAdditions(after: ID, limit: Int!): [Book] @listSize(slicingArguments: ["limit"])
    }
    type Book { title: String author: Author publisher: Publisher }
    type Author { name: String }
    type Publisher { name: String address: Address }
    type Address ${addressCost} { zipCode: Int! }
  `)
const selection = '{ title author { name } publisher { name address { zipCode } } }'

test("operations cost what Apollo Router's documentation says", () => {
  const cost = (query: string, graph = books()) => estimateCost(readTestRequest(query, graph), 10).cost
  expect(cost(`{ book(id: 1) ${selection} }`)).toBe(4)
  expect(cost(`{ bestsellers ${selection} }`)).toBe(20)
  expect(cost(`{ newestAdditions(limit: 3) ${selection} }`)).toBe(12)
  const dear = books('@cost(weight: 5)')
  expect(cost(`{ book(id: 1) ${selection} }`, dear)).toBe(8)
  expect(cost(`{ bestsellers ${selection} }`, dear)).toBe(40)
  expect(cost(`{ newestAdditions(limit: 3) ${selection} }`, dear)).toBe(24)
})

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
  }
  type Mutation { a: Int b: Node }
  type Connection { edges: [Edge] total: Int }
  type Edge { node: Node }
  type Node { id: ID self: Node list: [Node] }
  enum Kind @cost(weight: 4) { X }
  input Filter { text: String @cost(weight: 7) and: [Filter] plain: Int }
`)
const cost = (query: string, variables = {}) => estimateCost(readTestRequest(query, graph, { variables }), 10).cost

test.each([
  ['{ items { edges { node { id } } } }', 1 + 20 * 2],
  ['{ items(first: 3) { edges { node { id } } } }', 1 + 3 * 2],
  ['{ items(first: 3, last: 30) { total edges { node { id } } } }', 1 + 30 * 2],
  ['{ items(first: 3) { ...C } } fragment C on Connection { edges { ...E } } fragment E on Edge { node { id } }', 7],
  ['{ items(first: -5) { edges { node { id } } } }', 1],
  ['{ plain { id } }', 10],
  ['{ nested { id } }', 100],
  ['{ plain { list { id } } }', 10 * (1 + 10)],
  ['{ heavy vectors kind }', 20 + 20 + 4],
  ['{ a: heavy b: heavy c: heavy }', 60],
  ['{ search(text: "x") { id } }', 4],
  ['{ search(text: null) { id } }', 1],
  ['{ search(filter: { text: "a", and: [{ text: "b" }, { plain: 1 }] }) { id } }', 15],
  ['{ cheap(x: 1) { id } heavy }', 20],
  ['{ __schema { types { name } } __typename }', 0],
  ['mutation { a x: a b { id } }', 10 + 10 + 11],
])('%s costs %i', (query, expected) => {
  expect(cost(query)).toBe(expected)
})

test('sizes and weights are read from variables and their defaults', () => {
  const query =
    'query ($n: Int = 4, $f: Filter) { items(first: $n) { edges { node { id } } } search(filter: $f) { id } }'
  expect(cost(query)).toBe(1 + 8 + 1)
  expect(cost(query, { n: 100, f: { text: 'a', and: [{ text: 'b' }] } })).toBe(1 + 200 + 15)
})

test('what @skip and @include leave out is free', () => {
  const query = 'query ($on: Boolean!) { heavy @include(if: $on) ... @skip(if: $on) { kind } }'
  expect(cost(query, { on: true })).toBe(20)
  expect(cost(query, { on: false })).toBe(4)
})

test('a list that must be sliced by exactly one argument tells when it is not', () => {
  const problems = (query: string) => estimateCost(readTestRequest(query, graph), 10).problems
  expect(problems('{ strict(first: 1) { id } }')).toEqual([])
  expect(problems('{ strict { id } }')).toEqual(['Query.strict takes exactly one of the arguments first, last.'])
  expect(problems('{ strict(first: 1, last: 1) { id } }')).toHaveLength(1)
  expect(problems('{ items { total } }')).toEqual([])
})

test('fragments that double forty times are estimated at once, not 2^40 times', () => {
  const levels = Array.from(
    { length: 40 },
    (_, i) => `fragment F${i} on Node { a: self { ...F${i + 1} } b: self { ...F${i + 1} } }`,
  )
  const query = `{ search { ...F0 } } ${levels.join(' ')} fragment F40 on Node { id }`
  // Validating it would take for ever; the limits on operations come before.
  const valid = readTestRequest('{ kind }', graph)
  const { document, operation } = { document: parse(query), operation: getOperationAST(parse(query)) }
  const started = performance.now()
  const estimate = estimateCost({ ...valid, document, operation: operation ?? valid.operation }, 10)
  expect(estimate.cost).toBe(2 ** 41 - 1)
  expect(performance.now() - started).toBeLessThan(1_000)
})

test('a cost beyond counting is a large number, not infinity', () => {
  const query = `{ plain ${'{ list '.repeat(400)}{ id }${' }'.repeat(400)} }`
  expect(cost(query)).toBe(Number.MAX_SAFE_INTEGER)
})
