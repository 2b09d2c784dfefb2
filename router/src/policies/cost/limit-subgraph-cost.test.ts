import { expect, test } from 'vitest'
import { createTestContext } from '../../create-test-context.ts'
import { createTestRequest, createTestSubgraph } from '../../execution/fetch/create-test-request.ts'
import { composeTestSupergraph } from '../../execution/start-test-graph.ts'
import type { SubgraphRequest } from '../../execution/subgraph.ts'
import { readSupergraph } from '../../supergraph/read-supergraph.ts'
import { limitSubgraphCost } from './limit-subgraph-cost.ts'

const links = `extend schema @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@cost", "@listSize"])`
const typeDefs = `${links}
  type Query { users(first: Int = 3): [User] @listSize(slicingArguments: ["first"]) user(id: ID): Named heavy: Int @cost(weight: 40) }
  interface Named @key(fields: "id") { id: ID! }
  type User implements Named @key(fields: "id") { id: ID! card: Card @cost(weight: 5) friends: [User] }
  type Bot implements Named @key(fields: "id") { id: ID! parts: [Card] @listSize(assumedSize: 2) }
  type Card { number: String }
`
const supergraph = readSupergraph(composeTestSupergraph({ users: { typeDefs } }))

/** Sends each request in the name of one operation; what of it was refused, and at what cost. */
async function send(
  costMax: number | undefined,
  requests: readonly Partial<SubgraphRequest>[],
  context = createTestContext(),
) {
  const refusals: string[] = []
  const inner = createTestSubgraph(() => ({ data: {} }))
  const onRefusal = (code: string) => void refusals.push(code)
  const subgraph = limitSubgraphCost(inner, { supergraph, costMax, listSizeDefault: 10, onRefusal })
  const results = await Promise.allSettled(
    requests.map((request) => subgraph.send(createTestRequest({ context, path: ['a'], ...request }))),
  )
  return {
    refusals,
    asked: inner.asked.length,
    errors: results.map((result) => (result.status === 'rejected' ? result.reason : null)),
  }
}
const costOf = async (request: Partial<SubgraphRequest>) => {
  const { errors } = await send(0, [request])
  return errors[0]?.extensions.cost.estimated ?? 0
}
const entity = (__typename: string, id: string) => ({ __typename, id })

test.each<[expected: number, request: Partial<SubgraphRequest>]>([
  [3, { query: '{users{id}}' }],
  [7, { query: 'query($n:Int){users(first:$n){id}}', variables: { n: 7 } }],
  [4, { query: 'query($n:Int=4){users(first:$n){id}}' }],
  [3 * (1 + 5), { query: '{users{card{number}}}' }],
  [40, { query: '{heavy}' }],
  // One for each entity, with what is asked of its type.
  [
    2 * (1 + 5 + 10),
    {
      query:
        'query($representations:[_Any!]!){_entities(representations:$representations){...on User{card{number}friends{id}}}}',
      representations: [entity('User', '1'), entity('User', '2')],
    },
  ],
  [
    1 + 5 + (1 + 2),
    {
      query:
        'query($representations:[_Any!]!){_entities(representations:$representations){...on User{card{number}}...on Bot{parts{number}}...on Named{id}}}',
      representations: [entity('User', '1'), entity('Bot', '2')],
    },
  ],
  [0, { query: 'query($no:Boolean!){heavy @include(if:$no)}', variables: { no: false } }],
])('a request costs %i: %o', async (expected, request) => {
  expect(await costOf(request)).toBe(expected)
})

test('what one operation would cost beyond the limit is not sent, and what still fits is', async () => {
  const three = { query: '{users{id}}' }
  const { errors, asked, refusals } = await send(46, [
    three,
    { query: '{heavy}' },
    { query: '{users(first:4){id}}' },
    three,
  ])
  expect(errors.map((error) => error?.extensions ?? null)).toEqual([
    null,
    null,
    { code: 'SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE', service: 'users', cost: { estimated: 47, maximum: 46 } },
    null,
  ])
  expect(errors[2].path).toEqual(['a'])
  expect(asked).toBe(3)
  expect(refusals).toEqual(['SUBGRAPH_COST_ESTIMATED_TOO_EXPENSIVE'])
})

test('another operation has a limit of its own; a service and a subgraph without a limit have none', async () => {
  const inner = createTestSubgraph(() => ({ data: {} }))
  const subgraph = limitSubgraphCost(inner, { supergraph, costMax: 3, listSizeDefault: 10 })
  for (const _ of [1, 2, 3]) await subgraph.send(createTestRequest({ query: '{users{id}}' }))
  const service = createTestContext({ viewer: { id: 'rag', role: 'SERVICE', scopes: [], sessionId: null } })
  expect((await send(1, [{ query: '{heavy}' }], service)).asked).toBe(1)
  expect((await send(undefined, [{ query: '{heavy}' }])).asked).toBe(1)
  expect((await send(0, [{ query: '{users(first:0){id}}' }])).asked).toBe(1)
  expect(limitSubgraphCost(inner, { supergraph, costMax: undefined, listSizeDefault: 10 })).toBe(inner)
})

test('a subscription is refused as well', async () => {
  const subgraph = limitSubgraphCost(
    createTestSubgraph(() => ({})),
    { supergraph, costMax: 39, listSizeDefault: 10 },
  )
  await expect(subgraph.subscribe(createTestRequest({ query: '{heavy}' }))).rejects.toThrow(
    'may cost 40 in the service',
  )
})
