import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { afterAll, beforeAll, beforeEach, expect, test } from 'vitest'
import type { RouterContext } from '../context.ts'
import { decodeResolverTrace, type ResolverTiming } from '../metrics/decode-resolver-trace.ts'
import { authorize } from '../policies/authorize.ts'
import { limitCost } from '../policies/limit-cost.ts'
import { startTestGraph, type TestGraph } from './start-test-graph.ts'
import type { SubgraphFetch } from './subgraph-fetch.ts'
import { testSubgraphs } from './test-subgraphs.ts'

let graph: TestGraph
const fetches: SubgraphFetch[] = []
const resolvers: ResolverTiming[] = []
let isReviewsDown = false

beforeAll(async () => {
  graph = await startTestGraph(testSubgraphs, {
    policies: [authorize({ policies: { staff: ({ viewer }) => viewer?.role === 'ADMIN' } }), limitCost()],
    onFetch: (fetch) => fetches.push(fetch),
    wrapTransport: (name, transport) => async (request) => {
      if (name === 'reviews' && isReviewsDown) throw new Error('connect to 10.0.0.9:4002 failed')
      const response = await transport(request)
      resolvers.push(...decodeResolverTrace(name, JSON.parse(response.body).extensions?.ftv1))
      return response
    },
    plugins: [
      {
        async requestDidStart({ metrics }) {
          metrics.captureTraces = true
        },
      },
    ],
  })
})
afterAll(() => graph.stop())
beforeEach(() => {
  graph.sent.length = 0
  fetches.length = 0
  resolvers.length = 0
  isReviewsDown = false
})

const signedIn = (...scopes: string[]): Viewer => ({ id: '1', role: 'USER', scopes, sessionId: 's' })
const paths = (answer: { readonly errors?: readonly { readonly path?: readonly unknown[] }[] }) =>
  (answer.errors ?? []).map(({ path }) => path?.join('.'))

test('a field the viewer may not see is null with its error in every place, and is not fetched', async () => {
  const query = `{ users { name phone reviews { text author { ...Person } } } }
    fragment Person on User { id phone number: phone }`
  const answer = await graph.run(query, { viewer: signedIn() })
  expect(answer.data).toEqual({
    users: [
      { name: 'Ada', phone: null, reviews: [{ text: 'text of of-1', author: { id: '1', phone: null, number: null } }] },
      { name: 'Bob', phone: null, reviews: [{ text: 'text of of-2', author: { id: '2', phone: null, number: null } }] },
    ],
  })
  // In the client's order, and no placeholder.
  expect(JSON.stringify(answer.data)).toMatch(/^\{"users":\[\{"name":"Ada","phone":null,"reviews"/)
  expect(paths(answer)).toEqual([
    'users.0.phone',
    'users.0.reviews.0.author.phone',
    'users.0.reviews.0.author.number',
    'users.1.phone',
    'users.1.reviews.0.author.phone',
    'users.1.reviews.0.author.number',
  ])
  expect(answer.errors?.[0]).toEqual({
    message: 'User.phone needs the scope phone:read.',
    path: ['users', 0, 'phone'],
    extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE', coordinate: 'User.phone' },
  })
  expect(graph.sent.length).toBeGreaterThan(1)
  expect(graph.sent.join('\n')).not.toContain('phone')
})

test('the same field comes for a viewer who may see it, also right after one who may not', async () => {
  const query = '{ users { phone } }'
  expect((await graph.run(query)).data).toEqual({ users: [{ phone: null }, { phone: null }] })
  expect((await graph.run(query, { viewer: signedIn('phone:read') })).data).toEqual({
    users: [{ phone: '1' }, { phone: '2' }],
  })
  expect((await graph.run(query)).data).toEqual({ users: [{ phone: null }, { phone: null }] })
})

test('null of a refused field that may not be null rises to the nearest parent that may', async () => {
  const answer = await graph.run('{ public maybeUsers { id email } }')
  expect(answer.data).toEqual({ public: 'for all', maybeUsers: [null, null, null] })
  expect(paths(answer)).toEqual(['maybeUsers.0.email', 'maybeUsers.2.email'])
  expect((await graph.run('{ public users { email } }')).data).toBeNull()
  expect((await graph.run('{ public audit { entries } }')).data).toBeNull()
})

test('an operation of which everything is refused answers nulls and errors, and fetches nothing', async () => {
  const answer = await graph.run(
    'query ($id: ID!) { me { name } again: me { friends(first: 2) { id } } user(id: $id) { card { number } } }',
    {
      variables: { id: '1' },
    },
  )
  expect(answer.data).toEqual({ me: null, again: null, user: { card: null } })
  expect(paths(answer)).toEqual(['me', 'again', 'user.card'])
  graph.sent.length = 0
  const alone = await graph.run('query ($f: Int) { me { friends(first: $f) { id } } }')
  expect(alone.data).toEqual({ me: null })
  expect(graph.sent).toEqual([])
})

test('a refused mutation is not run, and the others are', async () => {
  const answer = await graph.run('mutation ($name: String!) { rename(id: 1, name: $name) { id } ping }', {
    variables: { name: 'Eve' },
  })
  expect(answer.data).toEqual({ rename: null, ping: 2 })
  expect(paths(answer)).toEqual(['rename'])
  expect(graph.sent).toEqual(['users: mutation{ping}'])
})

test('@skip and @include decide about a refused field as about any other', async () => {
  const query = `query ($no: Boolean!) {
    user(id: 1) { name phone @include(if: $no) a: phone @skip(if: $no) ... @include(if: $no) { b: phone } }
  }`
  const answer = await graph.run(query, { variables: { no: false } })
  expect(answer.data).toEqual({ user: { name: 'Ada', a: null } })
  expect(paths(answer)).toEqual(['user.a'])
})

test('fields of unions and interfaces are refused where the object is of the protected type only', async () => {
  const answer = await graph.run(`{
    animals { __typename name ... on Dog { collar } }
    things { ... on Dog { collar } ... on Cat { name } ... on User { id score } }
  }`)
  expect(answer.data).toEqual({
    animals: [
      { __typename: 'Dog', name: 'Rex', collar: null },
      { __typename: 'Cat', name: 'Tom' },
    ],
    things: [{ collar: null }, { name: 'Tom' }, { id: '1', score: null }, { id: '2', score: null }],
  })
  expect(paths(answer)).toEqual(['animals.0.collar', 'things.0.collar', 'things.2.score', 'things.3.score'])
  expect(graph.sent.join()).not.toMatch(/collar|score/)
})

test("a client's own alias that looks like a placeholder is left alone", async () => {
  const answer = await graph.run('{ user(id: 1) { _removed1: name phone __proto__: name } }')
  expect(JSON.stringify(answer.data)).toBe('{"user":{"_removed1":"Ada","phone":null,"__proto__":"Ada"}}')
})

test('a type is protected by a policy, by its name', async () => {
  const query = '{ user(id: 1) { card { number } } }'
  const answer = await graph.run(query, { viewer: signedIn() })
  expect(answer.data).toEqual({ user: { card: null } })
  const staff = await graph.run(query, { viewer: { ...signedIn(), role: 'ADMIN' } })
  expect(staff).toMatchObject({ data: { user: { card: { number: '11' } } } })
  expect(staff.errors).toBeUndefined()
})

test('introspection and __typename pass', async () => {
  const answer = await graph.run('{ __typename __type(name: "User") { name } me { __typename } }')
  expect(answer.data).toEqual({ __typename: 'Query', __type: { name: 'User' }, me: null })
})

test('errors of a subgraph keep a registered code and their path; others are masked', async () => {
  const answer = await graph.run('{ public broken brokenCode }')
  expect(answer.data).toEqual({ public: 'for all', broken: null, brokenCode: null })
  expect(answer.errors).toEqual([
    {
      message: 'Something went wrong on our side.',
      path: ['broken'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: 'request-1' },
    },
    { message: 'There is no such thing.', path: ['brokenCode'], extensions: { code: 'NOT_FOUND' } },
  ])
})

test('a subgraph that is down takes its own fields only, and its address stays inside', async () => {
  isReviewsDown = true
  const answer = await graph.run('{ users { name score } }', { viewer: signedIn('score:read') })
  expect(answer.data).toEqual({
    users: [
      { name: 'Ada', score: null },
      { name: 'Bob', score: null },
    ],
  })
  expect(answer.errors).toEqual([
    {
      message: 'The service "reviews" could not be reached.',
      path: ['users'],
      extensions: { code: 'SUBREQUEST_HTTP_ERROR', service: 'reviews' },
    },
  ])
  expect(JSON.stringify(answer.errors)).not.toMatch(/10\.0\.0\.9|internal/)
  expect(fetches).toMatchObject([
    { subgraph: 'users', outcome: 'ok' },
    { subgraph: 'reviews', outcome: 'unreachable' },
  ])
})

test('the cost of an operation is noted before and after it', async () => {
  const answer = await graph.run('{ users(first: 5) { name reviews { text author { id } } } }')
  // 5 * (1 + 10 * (1 + 1)) before; 2 * (1 + 1 * (1 + 1)) after.
  expect(answer.extensions?.cost).toEqual({ estimated: 105, actual: 6, maximum: 5000, strategy: 'static_estimated' })
  const refused = await graph.run('{ users(first: 300) { reviews { text author { id } } } }')
  expect(refused.data).toBeUndefined()
  expect(refused.status).toBe(400)
  expect(refused.errors).toMatchObject([
    { extensions: { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { estimated: 6300, maximum: 5000 } } },
  ])
})

test('resolvers of the subgraphs are timed by type and field', async () => {
  await graph.run('{ users { name score } broken }', { viewer: signedIn('score:read') })
  const seen = [...new Set(resolvers.map(({ subgraph, parentType, field }) => `${subgraph} ${parentType}.${field}`))]
  expect(seen).toEqual(
    expect.arrayContaining(['users Query.users', 'users User.name', 'reviews User.score', 'reviews Query.broken']),
  )
  expect(resolvers.filter(({ field }) => field === 'score')).toHaveLength(2)
  expect(resolvers.every(({ durationMs }) => durationMs >= 0 && durationMs < 10_000)).toBe(true)
  expect(resolvers.filter(({ hasError }) => hasError).map(({ field }) => field)).toEqual(['broken'])
})

test('a protected supergraph serves nothing to an operation that has not passed authorize', async () => {
  const open = await startTestGraph(testSubgraphs, { policies: [] })
  try {
    const answer = await open.run('{ public }', { viewer: signedIn('phone:read') })
    expect(answer.data).toBeUndefined()
    expect(answer.errors).toMatchObject([{ extensions: { code: 'INTERNAL_SERVER_ERROR' } }])
    expect(open.sent).toEqual([])
  } finally {
    await open.stop()
  }
})

test('a supergraph without protection runs with no policy at all', async () => {
  const typeDefs = 'type Query { a: Int }'
  const open = await startTestGraph({ a: { typeDefs, resolvers: { Query: { a: () => 1 } } } }, { policies: [] })
  try {
    const answer = await open.run('{ a }')
    expect(answer.data).toEqual({ a: 1 })
    expect((answer.context as RouterContext).decisions.cost).toBeNull()
  } finally {
    await open.stop()
  }
})

test('an operation of a kind that the API has not is refused as one that does not fit it', async () => {
  const answer = await graph.run('subscription { anything }')
  expect(answer.status).toBe(400)
  expect(answer.errors).toMatchObject([{ extensions: { code: 'GRAPHQL_VALIDATION_FAILED' } }])
})
