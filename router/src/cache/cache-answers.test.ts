import { expect, test } from 'vitest'
import type { RouterContext } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { createTestRequest, createTestSubgraph } from '../execution/fetch/create-test-request.ts'
import { createFetchError } from '../execution/fetch/fetch-failure.ts'
import type { SubgraphAnswer, SubgraphRequest } from '../execution/subgraph.ts'
import { cacheAnswers } from './cache-answers.ts'
import { createMemoryCacheStore } from './create-memory-cache-store.ts'
import { noteCaching } from './note-caching.ts'
import { readCacheRules } from './read-cache-rules.ts'

const ada = { id: '1', role: 'USER', scopes: ['a'], sessionId: 's1' } as const
const bob = { ...ada, id: '2', sessionId: 's2' }
const supergraphSdl = `
  schema @link(url: "https://specs.apollo.dev/link/v1.0") @link(url: "https://specs.apollo.dev/join/v0.5") { query: Query }
  type Query { users: [User!]! }
  type User @join__type(graph: USERS, key: "id") @join__type(graph: USERS, key: "org { id } name") {
    id: ID! name: String org: Org friend: Person
  }
  type Org @join__type(graph: USERS) { id: ID! }
  interface Person { name: String }
  type Guest implements Person { name: String }
`

type Send = (request: SubgraphRequest) => Partial<SubgraphAnswer> | Promise<Partial<SubgraphAnswer>>

function create(send: Send) {
  let now = 1_000_000
  const events: [string, number][] = []
  const nowMs = () => now
  const store = createMemoryCacheStore({ bytesMax: 1_000_000, nowMs })
  const inner = createTestSubgraph(send)
  const wrap = (sdl = supergraphSdl) =>
    cacheAnswers(noteCaching(inner, 3_600), {
      store,
      rules: readCacheRules(sdl),
      secondsMax: 3_600,
      nowMs,
      onUse: (event, count) => events.push([event, count]),
    })
  const subgraph = wrap()
  const ask = (request: Partial<SubgraphRequest> = {}, context: Partial<RouterContext> = {}) => {
    const asking = createTestContext(context)
    return subgraph.send(createTestRequest({ context: asking, ...request })).then((answer) => ({ answer, asking }))
  }
  return {
    ask,
    wrap,
    store,
    events,
    asked: inner.asked,
    pass: (seconds: number) => {
      now += seconds * 1_000
    },
  }
}

const user = (id: string) => ({ __typename: 'User', id })
const entities = (...ids: string[]) => ({
  query: 'query($representations:[_Any!]!){_entities(representations:$representations){... on User{name}}}',
  representations: ids.map(user),
})
const namesOf = ({ answer }: { readonly answer: SubgraphAnswer }) =>
  (answer.data?._entities as ({ readonly name: string } | null)[] | undefined)?.map((entity) => entity?.name)
/** Names each entity after its id and the number of the request. */
const nameEntities = (cacheControl: string): Send => {
  let requests = 0
  return ({ representations }) => {
    requests += 1
    return { data: { _entities: representations?.map(({ id }) => ({ name: `${id}.${requests}` })) }, cacheControl }
  }
}

test('a public answer is asked for once until its time is over, by anyone', async () => {
  const { ask, asked, pass } = create(() => ({ data: { a: { b: 1 } }, cacheControl: 'max-age=60, public' }))
  await ask()
  pass(59)
  const { answer, asking } = await ask({}, { viewer: ada })
  expect(answer).toEqual({ data: { a: { b: 1 } }, errors: [], extensions: {}, cacheControl: null })
  expect(asking.decisions.caching).toEqual({ remainingSeconds: 1, ageSeconds: 59, isPrivate: false })
  expect(asked).toHaveLength(1)
  pass(1)
  await ask()
  expect(asked).toHaveLength(2)
})

test.each([
  'max-age=60, private',
  'max-age=60',
  's-maxage=60, max-age=60',
])('an answer of "%s" is found by its viewer alone, and not kept when nobody is signed in', async (cacheControl) => {
  const { ask, asked } = create(({ context }) => ({ data: { id: context.viewer?.id ?? null }, cacheControl }))
  await ask()
  await ask()
  expect(asked).toHaveLength(2)
  await ask({}, { viewer: ada })
  expect((await ask({}, { viewer: ada })).answer.data).toEqual({ id: '1' })
  expect(asked).toHaveLength(3)
  expect((await ask({}, { viewer: bob })).answer.data).toEqual({ id: '2' })
  expect((await ask()).answer.data).toEqual({ id: null })
  await ask({}, { viewer: { ...ada, scopes: [] } })
  await ask({}, { viewer: { ...ada, role: 'ADMIN' } })
  await ask({}, { viewer: { ...ada, sessionId: 's9' } })
  expect(asked).toHaveLength(8)
})

test.each<[string, Partial<SubgraphAnswer>]>([
  ['no header', { data: { a: 1 } }],
  ['no-store', { data: { a: 1 }, cacheControl: 'max-age=60, public, no-store' }],
  ['no-cache', { data: { a: 1 }, cacheControl: 'max-age=60, public, no-cache' }],
  ['no lifetime', { data: { a: 1 }, cacheControl: 'public' }],
  ['a lifetime that is no number', { data: { a: 1 }, cacheControl: 'max-age=1e3, public' }],
  ['a lifetime of 0', { data: { a: 1 }, cacheControl: 'max-age=0, public' }],
  ['errors', { data: { a: 1 }, errors: [{ message: 'x' }], cacheControl: 'max-age=60, public' }],
  ['no data', { data: null, cacheControl: 'max-age=60, public' }],
  ['tags that cannot be read', { data: { a: 1 }, cacheControl: 'max-age=60, public', extensions: { cacheTags: 'x' } }],
])('an answer with %s is not kept', async (_, given) => {
  const { ask, asked } = create(() => given)
  await ask({}, { viewer: ada })
  await ask({}, { viewer: ada })
  expect(asked).toHaveLength(2)
})

test('what may not be kept is not looked for either, for a minute', async () => {
  const { ask, events, pass, asked } = create(() => ({ data: { a: 1 }, cacheControl: 'no-store' }))
  for (const _ of [1, 2, 3]) await ask()
  expect(events).toEqual([['miss', 1]])
  pass(60)
  await ask()
  expect(events).toHaveLength(2)
  expect(asked).toHaveLength(4)
})

test('only equal questions are answered alike', async () => {
  const { ask, asked, wrap } = create(() => ({ data: { a: 1 }, cacheControl: 'max-age=60, public' }))
  await ask({ variables: { x: { a: 1, b: [1, 2] } } })
  await ask({ variables: { x: { b: [1, 2], a: 1 } } })
  expect(asked).toHaveLength(1)
  await ask({ variables: { x: { b: [2, 1], a: 1 } } })
  await ask({ variables: { x: [['a', 1]] } })
  await ask({ query: 'query{b}', variables: { x: { a: 1, b: [1, 2] } } })
  expect(asked).toHaveLength(4)
  const other = wrap(`${supergraphSdl} scalar New`)
  await other.send(createTestRequest({ variables: { x: { a: 1, b: [1, 2] } } }))
  expect(asked).toHaveLength(5)
})

test('what a request does to its answer no later one sees', async () => {
  const { ask } = create(() => ({ data: { a: { b: 1 } }, cacheControl: 'max-age=60, public' }))
  for (const _ of [1, 2, 3]) {
    const { answer } = await ask()
    expect(answer.data).toEqual({ a: { b: 1 } })
    Object.assign((answer.data as { a: object }).a, { secret: 1 })
  }
})

test('entities are kept one by one: only the missing are asked for, and the answer is in order', async () => {
  const { ask, asked, events } = create(nameEntities('max-age=60, public'))
  expect(namesOf(await ask(entities('a', 'b')))).toEqual(['a.1', 'b.1'])
  expect(namesOf(await ask(entities('c', 'b', 'd', 'a')))).toEqual(['c.2', 'b.1', 'd.2', 'a.1'])
  expect(asked.map(({ representations }) => representations?.map(({ id }) => id))).toEqual([
    ['a', 'b'],
    ['c', 'd'],
  ])
  expect(namesOf(await ask(entities('a', 'd')))).toEqual(['a.1', 'd.2'])
  expect(events).toEqual([
    ['miss', 2],
    ['store', 2],
    ['hit', 2],
    ['miss', 2],
    ['store', 2],
    ['hit', 2],
  ])
})

test('the arguments of fields below an entity tell its values apart', async () => {
  const { ask, asked } = create(nameEntities('max-age=60, public'))
  await ask({ ...entities('a'), variables: { first: 1 } })
  await ask({ ...entities('a'), variables: { first: 2 } })
  expect(asked).toHaveLength(2)
})

test('an error of a missing entity stands at its place among all, and nothing of that answer is kept', async () => {
  let hasErrors = false
  const named = nameEntities('max-age=60, public')
  const { ask, asked } = create(async (request) => ({
    ...(await named(request)),
    errors: hasErrors ? [{ message: 'x', path: ['_entities', 1, 'name'] }] : [],
  }))
  await ask(entities('a', 'b'))
  hasErrors = true
  const { answer } = await ask(entities('c', 'a', 'b', 'd'))
  expect(answer.errors).toEqual([{ message: 'x', path: ['_entities', 3, 'name'] }])
  hasErrors = false
  await ask(entities('c'))
  expect(asked).toHaveLength(3)
})

test('a subgraph that fails costs the missing entities alone', async () => {
  let isDown = false
  const named = nameEntities('max-age=60, public')
  const { ask } = create((request) => {
    if (isDown) throw createFetchError('users', { outcome: 'timeout', status: null, isConnectionFailed: false }, [])
    return named(request)
  })
  await ask(entities('a'))
  isDown = true
  const result = await ask(entities('b', 'a'))
  expect(namesOf(result)).toEqual([undefined, 'a.1'])
  expect(result.answer.errors).toMatchObject([{ extensions: { code: 'GATEWAY_TIMEOUT', service: 'users' } }])
  expect(result.asking.decisions.caching?.remainingSeconds).toBe(60)
  await expect(ask(entities('b'))).rejects.toMatchObject({ extensions: { code: 'GATEWAY_TIMEOUT' } })
})

test('an entity that is null is not kept', async () => {
  const { ask, asked } = create(() => ({ data: { _entities: [null] }, cacheControl: 'max-age=60, public' }))
  await ask(entities('a'))
  await ask(entities('a'))
  expect(asked).toHaveLength(2)
})

test.each([
  ['subgraph:users', true],
  ['type:User', true],
  ['type:Guest', true],
  ['entity:User:{"id":"a"}', true],
  ['mine', true],
  ['entity:User:{"id":"b"}', false],
  ['type:Org', false],
  ['subgraph:other', false],
])('an entity with its own tag: %s invalidates it: %s', async (tag, isInvalid) => {
  const { ask, asked, store } = create(async (request) => ({
    ...(await nameEntities('max-age=60, public')(request)),
    extensions: { cacheTags: ['mine'] },
  }))
  const request = { ...entities('a'), query: 'query{_entities{... on User{name friend{name}}}}' }
  await ask(request)
  await store.invalidate([tag])
  await ask(request)
  expect(asked).toHaveLength(isInvalid ? 2 : 1)
})

test('an answer at the root is invalidated by the entities in it', async () => {
  const { ask, asked, store } = create(() => ({
    data: {
      users: [
        { __typename: 'User', id: null },
        { __typename: 'User', id: '7' },
        { __typename: 'User', name: 'x', org: { id: '3' } },
      ],
    },
    cacheControl: 'max-age=60, public',
  }))
  for (const tag of ['entity:User:{"id":"7"}', 'entity:User:{"name":"x","org":{"id":"3"}}']) {
    await ask({ query: 'query{users{__typename id}}' })
    await store.invalidate([tag])
  }
  await ask({ query: 'query{users{__typename id}}' })
  expect(asked).toHaveLength(3)
})

test('a mutation is always sent, and what it says is invalid is so before it is answered', async () => {
  const { ask, asked, events } = create(({ kind }) =>
    kind === 'mutation'
      ? { data: { a: 2 }, extensions: { invalidatesCache: ['type:User'] }, cacheControl: 'max-age=60, public' }
      : { data: { a: 1 }, cacheControl: 'max-age=60, public' },
  )
  const query = { query: 'query{users{id}}' }
  await ask(query)
  await ask({ kind: 'mutation' })
  await ask({ kind: 'mutation' })
  await ask(query)
  expect(asked.map(({ kind }) => kind)).toEqual(['query', 'mutation', 'mutation', 'query'])
  expect(events.filter(([event]) => event === 'invalidation')).toHaveLength(2)
})

test('queries of an operation that has changed something neither read nor write', async () => {
  const { ask, asked } = create(() => ({ data: { a: 1 }, cacheControl: 'max-age=60, public' }))
  await ask()
  const context = createTestContext()
  await ask({ kind: 'mutation', context })
  await ask({ context })
  await ask({ context, query: 'query{b}' })
  await ask({ query: 'query{b}' })
  expect(asked).toHaveLength(5)
  const moments = asked.slice(2, 4).map(({ cacheMoment }) => cacheMoment)
  expect(new Set(moments).size).toBe(2)
})

test('an answer that was under way while one of its tags was invalidated is not kept', async () => {
  const finishes: (() => void)[] = []
  const { ask, asked, store } = create(
    () =>
      new Promise((resolve) => finishes.push(() => resolve({ data: { a: 1 }, cacheControl: 'max-age=60, public' }))),
  )
  const first = ask()
  await new Promise((resolve) => setImmediate(resolve))
  await store.invalidate(['subgraph:users'])
  const second = ask()
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked[1]?.cacheMoment).not.toBe(asked[0]?.cacheMoment)
  finishes[0]?.()
  await first
  const third = ask()
  await new Promise((resolve) => setImmediate(resolve))
  expect(asked).toHaveLength(3)
  for (const finish of finishes) finish()
  await Promise.all([second, third])
  await ask()
  expect(asked).toHaveLength(3)
})

test('a store that is away is a miss', async () => {
  const inner = createTestSubgraph(() => ({ data: { a: 1 }, cacheControl: 'max-age=60, public' }))
  const subgraph = cacheAnswers(inner, {
    store: {
      getMany: async (keys) => ({ values: keys.map(() => null), moment: null }),
      setMany: async () => {
        throw new Error('written to without a moment')
      },
      invalidate: async () => null,
    },
    rules: readCacheRules(supergraphSdl),
    secondsMax: 60,
    nowMs: () => 0,
  })
  expect((await subgraph.send(createTestRequest())).data).toEqual({ a: 1 })
  expect((await subgraph.send(createTestRequest({ kind: 'mutation' }))).data).toEqual({ a: 1 })
})
