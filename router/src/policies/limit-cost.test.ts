import { readdirSync, readFileSync } from 'node:fs'
import {
  buildSchema,
  GraphQLBoolean,
  GraphQLFloat,
  GraphQLInt,
  type GraphQLType,
  getOperationAST,
  isEnumType,
  isInputObjectType,
  isListType,
  isNonNullType,
  isRequiredInputField,
  Kind,
  parse,
  type TypeNode,
  typeFromAST,
} from 'graphql'
import { expect, test } from 'vitest'
import { readSupergraph } from '../supergraph/read-supergraph.ts'
import { compileCost } from './cost/compile-cost.ts'
import { limitCost } from './limit-cost.ts'
import { readTestGraph } from './read-test-graph.ts'
import { readTestRequest } from './read-test-request.ts'

const graph = readTestGraph(`
  type Query { many(first: Int!): [Node] @listSize(slicingArguments: ["first"]) strict(a: Int, b: Int): [Node] @listSize(slicingArguments: ["a", "b"]) }
  type Node { id: ID }
`)

test('an operation above the maximum is refused with both costs, one at the maximum passes', async () => {
  const policy = limitCost({ costMax: 50 })
  const within = readTestRequest('{ many(first: 50) { id } }', graph)
  expect(await policy.apply(within)).toBe(within.document)
  expect(within.context.decisions.cost).toEqual({
    estimated: 50,
    actual: null,
    maximum: 50,
    strategy: 'static_estimated',
  })
  const above = readTestRequest('{ many(first: 51) { id } }', graph)
  await expect(async () => policy.apply(above)).rejects.toMatchObject({
    extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { estimated: 51, maximum: 50 } },
  })
})

test('measuring refuses nothing and still tells the cost', async () => {
  const request = readTestRequest('{ many(first: 51) { id } strict { id } }', graph)
  expect(await limitCost({ costMax: 50, mode: 'measure' }).apply(request)).toBe(request.document)
  expect(request.context.decisions.cost).toMatchObject({ estimated: 61, maximum: 50 })
})

test('a list sliced by none or two of its arguments is refused', async () => {
  const request = readTestRequest('{ strict(a: 1, b: 2) { id } }', graph)
  await expect(async () => limitCost().apply(request)).rejects.toMatchObject({
    extensions: { code: 'GRAPHQL_VALIDATION_FAILED' },
  })
})

const platform = {
  schema: buildSchema(readFileSync(new URL('../../api.graphql', import.meta.url), 'utf8')),
  rules: readSupergraph(readFileSync(new URL('../../supergraph.graphql', import.meta.url), 'utf8')).rules,
}
/** A value for every variable that needs one; pages have 100. */
function fillVariables(query: string): Record<string, unknown> {
  const operation = getOperationAST(parse(query))
  return Object.fromEntries(
    (operation?.variableDefinitions ?? []).flatMap(({ variable: { name }, type, defaultValue }) => {
      if (name.value === 'first') return [[name.value, 100]]
      if (defaultValue !== undefined || type.kind !== Kind.NON_NULL_TYPE) return []
      return [[name.value, fillValue(typeFromAST(platform.schema, type as TypeNode))]]
    }),
  )
}
function fillValue(type: GraphQLType | undefined): unknown {
  if (isNonNullType(type)) return fillValue(type.ofType)
  if (isListType(type)) return [fillValue(type.ofType)]
  if (isEnumType(type)) return type.getValues()[0]?.name
  if (isInputObjectType(type))
    return Object.fromEntries(
      Object.values(type.getFields()).flatMap((field) =>
        isRequiredInputField(field) ? [[field.name, fillValue(field.type)]] : [],
      ),
    )
  return type === GraphQLBoolean ? true : type === GraphQLInt || type === GraphQLFloat ? 1 : 'a'
}
const estimate = (query: string) => {
  const request = readTestRequest(query, platform, { variables: fillVariables(query) })
  return compileCost(request, 10).estimate(request.variables).cost
}

test("the platform's own queries pass with pages of 100", () => {
  const folder = new URL('../../operations/', import.meta.url)
  const queries = readdirSync(folder).map((file) => readFileSync(new URL(file, folder), 'utf8'))
  // Mutations take one input each, which is another matter.
  const costs = queries.filter((query) => /^query/m.test(query)).map((query) => [estimate(query), query] as const)
  expect(costs.length).toBeGreaterThan(20)
  expect(costs.filter(([cost]) => cost > 5_000)).toEqual([])
})

test('a page of 100 with three joins passes; a list in a list in a page of 100 does not', () => {
  const page = (fields: string) =>
    estimate(`query ($first: Int!) { properties(first: $first) { edges { node { ${fields} } } } }`)
  const joins = 'id owner { id } classification { confidence } completeness { score } listPrice { amount }'
  expect(page(joins)).toBeLessThan(5_000)
  expect(page(`${joins} similar(first: 20) { id attributes { key } }`)).toBeGreaterThan(5_000)
})
