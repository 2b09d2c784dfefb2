import { expect, test } from 'vitest'
import { readTestGraph } from '../read-test-graph.ts'
import { readTestRequest } from '../read-test-request.ts'
import { compileCost } from './compile-cost.ts'

type Graph = ReturnType<typeof readTestGraph>

function estimate(
  graph: Graph,
  listSizeDefault: number,
  query: string,
  variables: Record<string, unknown> = {},
): number {
  const request = readTestRequest(query, graph, { variables })
  return compileCost(request, listSizeDefault).estimate(request.variables).cost
}

/** https://www.apollographql.com/docs/graphos/routing/security/demand-control, every example that names a number. */
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

test.each([
  ['BookQuery', '', `{ book(id: 1) ${selection} }`, 4],
  ['BookQuery with a dear address', '@cost(weight: 5)', `{ book(id: 1) ${selection} }`, 8],
  ['BestsellersQuery', '@cost(weight: 5)', `{ bestsellers ${selection} }`, 40],
  ['NewestAdditions of 3', '@cost(weight: 5)', `{ newestAdditions(limit: 3) ${selection} }`, 24],
  ['NewestAdditions of 7', '@cost(weight: 5)', `{ newestAdditions(limit: 7) ${selection} }`, 56],
])('%s costs what the documentation of Apollo Router says', (_name, addressCost, query, expected) => {
  expect(estimate(books(addressCost), 10, query)).toBe(expected)
})

/** Apollo Router 2, `plugins/demand_control/cost_calculator`: schema `basic_schema.graphql` of its tests, lists of 100. */
const basic = readTestGraph(`
  type Query {
    getScalar(id: ID): String
    getScalarByObject(args: OuterInput): String
    getObjectsByObject(args: OuterInput): [SecondObjectType]
    object1: FirstObjectType
    interfaceInstance1: MyInterface
    someUnion: UnionOfObjectTypes
    someObjects: [FirstObjectType]
    intList: [Int]
  }
  type Mutation { doSomething: Int }
  type FirstObjectType { field1: Int innerList: [SecondObjectType] }
  interface MyInterface { field2: String }
  type SecondObjectType implements MyInterface { field1: Int field2: String }
  union UnionOfObjectTypes = FirstObjectType | SecondObjectType
  input InnerInput { id: ID }
  input OuterInput { inner: InnerInput inner2: InnerInput listOfInner: [InnerInput!] }
`)
const inputs = '{ inner: { id: 1 }, listOfInner: [{ id: 2 }, { id: 3 }] }'

test.each([
  ['query_cost', '{ getScalar(id: 1) }', 0],
  ['mutation_cost', 'mutation { doSomething }', 10],
  ['object_cost', '{ object1 { field1 } }', 1],
  ['interface_cost', '{ interfaceInstance1 { field2 } }', 1],
  ['union_cost', '{ someUnion { ... on FirstObjectType { field1 } } }', 1],
  ['list_cost', '{ someObjects { field1 } }', 100],
  ['scalar_list_cost', '{ intList }', 0],
  ['nested_object_lists', '{ someObjects { field1 innerList { field2 } } }', 10_100],
  ['input_object_cost', `{ getScalarByObject(args: ${inputs}) }`, 4],
  ['input_object_cost_with_returned_objects', `{ getObjectsByObject(args: ${inputs}) { field1 field2 } }`, 104],
  ['skip_directive_excludes_cost', '{ object1 @skip(if: true) { field1 } }', 0],
  ['include_directive_excludes_cost', '{ object1 @include(if: false) { field1 } }', 0],
  [
    'fragments_cost',
    `{ interfaceInstance1 { field2 ...narrowFrag } someUnion { ...narrowFrag ... on FirstObjectType { innerList { ...widenFrag } } } }
     fragment narrowFrag on SecondObjectType { field1 } fragment widenFrag on MyInterface { field2 }`,
    102,
  ],
])('%s of Apollo Router', (_name, query, expected) => {
  expect(estimate(basic, 100, query)).toBe(expected)
})

/** The same, schema `custom_cost_schema.graphql`. */
const custom = readTestGraph(`
  type Query {
    fieldWithCost: Int @cost(weight: 5)
    argWithCost(arg: Int @cost(weight: 10)): Int
    enumWithCost: AorB
    inputWithCost(someInput: InputTypeWithCost): Int
    scalarWithCost: ExpensiveInt
    objectWithCost: ExpensiveObject
    fieldWithListSize: [String!] @listSize(assumedSize: 2000, requireOneSlicingArgument: false)
    fieldWithDynamicListSize(first: Int = 10): SizedField @listSize(slicingArguments: ["first"], sizedFields: ["items"])
    itemsByIds(ids: [ID!]!): [A] @listSize(slicingArguments: ["ids"])
    itemsByIdsWithAssumedSize(ids: [ID!]): [A] @listSize(slicingArguments: ["ids"], assumedSize: 50, requireOneSlicingArgument: false)
    search(input: SearchInput!): [A] @listSize(slicingArguments: ["input.pagination.first"])
    searchWithAssumedSize(input: SearchInput): [A] @listSize(slicingArguments: ["input.pagination.first"], assumedSize: 25, requireOneSlicingArgument: false)
    deeplyNested(input: DeeplyNestedInput!): [A] @listSize(slicingArguments: ["input.level1.level2.count"])
    containerWithNestedList(first: Int): ResultContainer! @listSize(slicingArguments: ["first"], sizedFields: ["page"], requireOneSlicingArgument: false)
    deepContainerWithNestedList(first: Int = 10): DeepContainer! @listSize(slicingArguments: ["first"], sizedFields: ["results { page }"], requireOneSlicingArgument: false)
    deepContainerWithMixedSizedFields(first: Int = 10): DeepContainer! @listSize(slicingArguments: ["first"], sizedFields: ["page", "results { page }"], requireOneSlicingArgument: false)
  }
  type A { id: ID }
  enum AorB @cost(weight: 15) { A B }
  scalar ExpensiveInt @cost(weight: 30)
  type ExpensiveObject @cost(weight: 40) { id: ID }
  input InputTypeWithCost { somethingWithCost: Int @cost(weight: 20) }
  type ResultContainer { page: [A] metadata: String }
  type DeepContainer { page: [A] results: ResultContainer total: Int metadata: String }
  type SizedField { items: [A] }
  input PaginationInput { first: Int after: String }
  input SearchInput { pagination: PaginationInput query: String }
  input DeeplyNestedInput { level1: NestedLevel1Input }
  input NestedLevel1Input { level2: NestedLevel2Input }
  input NestedLevel2Input { count: Int }
`)
const weighted = (sized: string, input = '{ somethingWithCost: 10 }') =>
  `fieldWithCost argWithCost(arg: 3) enumWithCost inputWithCost(someInput: ${input}) scalarWithCost objectWithCost { id }
   fieldWithListSize ${sized} { ...Items }`
const items = 'fragment Items on SizedField { items { id } }'
const byVariable = `query ($costlyInput: InputTypeWithCost, $fieldCountVar: Int) {
  ${weighted('fieldWithDynamicListSize(first: $fieldCountVar)', '$costlyInput')}
} ${items}`
const variablesOfWeights = { costlyInput: { somethingWithCost: 10 }, fieldCountVar: 5 }

test.each<[name: string, query: string, variables: Record<string, unknown>, expected: number]>([
  ['custom_cost_query', `{ ${weighted('fieldWithDynamicListSize(first: 5)')} } ${items}`, {}, 127],
  ['…_with_default_slicing_argument', `{ ${weighted('fieldWithDynamicListSize')} } ${items}`, {}, 132],
  ['…_with_variable_slicing_argument', byVariable, variablesOfWeights, 127],
  ['single_slicing_argument_with_array', '{ itemsByIds(ids: ["a", "b"]) { id } }', {}, 2],
  [
    'slicing_argument_with_variable',
    'query Q($ids: [ID!]!) { itemsByIds(ids: $ids) { id } }',
    { ids: ['x', 'y', 'z'] },
    3,
  ],
  ['empty_inline_array', '{ itemsByIds(ids: []) { id } }', {}, 0],
  ['assumed_size_fallback', 'query Q($ids: [ID!]) { itemsByIdsWithAssumedSize(ids: $ids) { id } }', { ids: null }, 50],
  ['missing_variable', 'query Q($ids: [ID!]) { itemsByIdsWithAssumedSize(ids: $ids) { id } }', {}, 50],
  ['sized_fields_propagate', '{ fieldWithDynamicListSize { items { id } } }', {}, 11],
  ['inline_nested_first_10', '{ search(input: {pagination: {first: 10}}) { id } }', {}, 12],
  ['inline_nested_first_5', '{ search(input: {pagination: {first: 5}, query: "test"}) { id } }', {}, 7],
  [
    'variable_nested_object',
    'query Q($input: SearchInput!) { search(input: $input) { id } }',
    { input: { pagination: { first: 7 }, query: 'test' } },
    9,
  ],
  [
    'missing_nested_value',
    'query Q($input: SearchInput) { searchWithAssumedSize(input: $input) { id } }',
    { input: { pagination: {} } },
    27,
  ],
  [
    'missing_pagination',
    'query Q($input: SearchInput) { searchWithAssumedSize(input: $input) { id } }',
    { input: {} },
    26,
  ],
  ['null_input', 'query Q($input: SearchInput) { searchWithAssumedSize(input: $input) { id } }', { input: null }, 25],
  ['deeply_nested_path_inline', '{ deeplyNested(input: {level1: {level2: {count: 15}}}) { id } }', {}, 18],
  [
    'deeply_nested_path_variable',
    'query Q($input: DeeplyNestedInput!) { deeplyNested(input: $input) { id } }',
    { input: { level1: { level2: { count: 12 } } } },
    15,
  ],
  ['simple_sized_fields_on_nested_type', '{ containerWithNestedList(first: 5) { page { id } metadata } }', {}, 6],
  ['nested_sized_fields_two_levels', '{ deepContainerWithNestedList(first: 7) { results { page { id } } } }', {}, 9],
  [
    'nested_sized_fields_with_variable',
    'query Q($n: Int!) { deepContainerWithNestedList(first: $n) { results { page { id } } } }',
    { n: 3 },
    5,
  ],
  ['nested_sized_fields_with_default', '{ deepContainerWithNestedList { results { page { id } } } }', {}, 12],
  ['nested_sized_fields_not_selected', '{ deepContainerWithNestedList(first: 100) { total } }', {}, 1],
  ['intermediate_container', '{ deepContainerWithNestedList(first: 100) { results { metadata } } }', {}, 2],
  [
    'mixed_sized_fields',
    '{ deepContainerWithMixedSizedFields(first: 5) { page { id } results { page { id } } } }',
    {},
    12,
  ],
])('%s of Apollo Router', (_name, query, variables, expected) => {
  expect(estimate(custom, 100, query, variables)).toBe(expected)
})

test('actual costs of Apollo Router', () => {
  const count = (graph: Graph, query: string, data: object, variables: Record<string, unknown> = {}) => {
    const request = readTestRequest(query, graph, { variables })
    return compileCost(request, 100).count(data, request.variables)
  }
  const three = [{ id: 6 }, { id: 7 }, { id: 8 }]
  const data = {
    fieldWithCost: 1,
    argWithCost: 2,
    enumWithCost: 'A',
    inputWithCost: 3,
    scalarWithCost: 4,
    objectWithCost: { id: 5 },
    fieldWithListSize: ['first', 'second', 'third'],
    fieldWithDynamicListSize: { items: three },
  }
  expect(count(custom, byVariable, data, variablesOfWeights)).toBe(125)
  expect(
    count(basic, `{ getObjectsByObject(args: ${inputs}) { field1 field2 } }`, {
      getObjectsByObject: three.map(({ id }) => ({ field1: id, field2: 'x' })),
    }),
  ).toBe(7)
})

test('what differs from Apollo Router on purpose', () => {
  // Apollo Router says 10, 100, 1 and -100.
  expect(estimate(basic, 100, 'mutation { a: doSomething b: doSomething }')).toBe(20)
  const grid = readTestGraph(
    'type Query { grid: [[A]] strict(n: Int = 50): [A] @listSize(slicingArguments: ["n"]) } type A { id: ID }',
  )
  expect(estimate(grid, 100, '{ grid { id } }')).toBe(10_000)
  expect(estimate(basic, 100, 'query ($no: Boolean!) { object1 @include(if: $no) { field1 } }', { no: false })).toBe(0)
  expect(estimate(grid, 100, '{ strict(n: -100) { id } }')).toBe(50)
})
