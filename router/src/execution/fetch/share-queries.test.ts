import { expect, test } from 'vitest'
import type { RouterContext } from '../../context.ts'
import { createTestContext } from '../../create-test-context.ts'
import type { SubgraphAnswer, SubgraphRequest } from '../subgraph.ts'
import { createTestRequest, createTestSubgraph } from './create-test-request.ts'
import { createFetchError } from './fetch-failure.ts'
import { shareQueries } from './share-queries.ts'

const ada = { id: '1', role: 'USER', scopes: ['a'], sessionId: 's1' } as const

function create() {
  const finishes: ((answer: Partial<SubgraphAnswer>) => void)[] = []
  const refusals: ((error: Error) => void)[] = []
  let shared = 0
  const inner = createTestSubgraph(
    () =>
      new Promise((resolve, reject) => {
        finishes.push(resolve)
        refusals.push(reject)
      }),
  )
  const subgraph = shareQueries(inner, {
    onShare: () => {
      shared += 1
    },
  })
  const send = (request: Partial<SubgraphRequest> = {}, context: Partial<RouterContext> = {}) =>
    subgraph.send(createTestRequest({ context: createTestContext(context), ...request }))
  return { send, asked: inner.asked, finishes, refusals, countShared: () => shared }
}

test('equal queries of one viewer that are under way go to the subgraph once', async () => {
  const { send, asked, finishes, countShared } = create()
  const answers = [1, 2, 3].map(() => send({ variables: { x: 1 } }, { viewer: ada }))
  expect(asked).toHaveLength(1)
  finishes[0]?.({ data: { a: { b: [1] } } })
  for (const answer of await Promise.all(answers)) expect(answer.data).toEqual({ a: { b: [1] } })
  expect(countShared()).toBe(2)
  send({ variables: { x: 1 } }, { viewer: ada })
  expect(asked).toHaveLength(2)
})

test('what one caller does to its answer no other sees', async () => {
  const { send, finishes } = create()
  const seen = [1, 2, 3].map(async (number) => {
    const { data } = await send()
    const before = JSON.stringify(data)
    Object.assign(data as object, { number })
    Object.assign((data as { a: object }).a, { number })
    return before
  })
  finishes[0]?.({ data: JSON.parse('{"a":{"__proto__":{"c":1}}}') })
  expect(await Promise.all(seen)).toEqual(new Array(3).fill('{"a":{"__proto__":{"c":1}}}'))
  expect({}).not.toHaveProperty('c')
})

test.each<[string, Partial<SubgraphRequest>, Partial<RouterContext>]>([
  ['another viewer', {}, { viewer: { ...ada, id: '2' } }],
  ['nobody', {}, { viewer: null }],
  ['another role', {}, { viewer: { ...ada, role: 'ADMIN' } }],
  ['other scopes', {}, { viewer: { ...ada, scopes: [] } }],
  ['another session', {}, { viewer: { ...ada, sessionId: 's2' } }],
  ['another address', {}, { viewer: ada, clientAddress: '192.0.2.9' }],
  ['another device', {}, { viewer: ada, device: 'curl/8' }],
  ['other variables', { variables: { x: 2 } }, { viewer: ada }],
  ['other entities', { representations: [{ __typename: 'A' }] }, { viewer: ada }],
  ['another text', { query: 'query{b}' }, { viewer: ada }],
  ['timings asked for', { isTraced: true }, { viewer: ada }],
  ['another moment of the cache', { cacheMoment: 2 }, { viewer: ada }],
  ['a mutation', { kind: 'mutation' }, { viewer: ada }],
])('%s: sent by itself', (_, request, context) => {
  const { send, asked } = create()
  send({}, { viewer: ada })
  send(request, context)
  expect(asked).toHaveLength(2)
})

test('two mutations are two, however equal', () => {
  const { send, asked } = create()
  send({ kind: 'mutation' })
  send({ kind: 'mutation' })
  expect(asked).toHaveLength(2)
})

test('who leaves is let go at once; the exchange ends with the last and not before', async () => {
  const { send, asked } = create()
  const [one, two] = [new AbortController(), new AbortController()]
  const first = send({}, { signal: one.signal })
  const second = send({}, { signal: two.signal })
  one.abort()
  await expect(first).rejects.toThrow('was not waited for')
  expect(asked[0]?.context.signal.aborted).toBe(false)
  two.abort()
  await expect(second).rejects.toThrow('was not waited for')
  expect(asked[0]?.context.signal.aborted).toBe(true)
  send()
  expect(asked).toHaveLength(2)
})

test('who stays gets the answer though the first has left', async () => {
  const { send, finishes } = create()
  const one = new AbortController()
  const first = send({}, { signal: one.signal })
  const second = send()
  one.abort()
  await expect(first).rejects.toThrow()
  finishes[0]?.({ data: { a: 1 } })
  expect((await second).data).toEqual({ a: 1 })
})

test('a failure reaches everyone at their own place', async () => {
  const { send, refusals } = create()
  const answers = [['a'], ['b', 'c']].map((path) => send({ path }).catch((error) => error))
  refusals[0]?.(createFetchError('users', { outcome: 'timeout', status: null, isConnectionFailed: false }, ['a']))
  expect((await Promise.all(answers)).map(({ path, extensions }) => [path, extensions.code])).toEqual([
    [['a'], 'GATEWAY_TIMEOUT'],
    [['b', 'c'], 'GATEWAY_TIMEOUT'],
  ])
})

test('a query after a mutation does not share what began before the mutation ended', async () => {
  const { send, asked, finishes } = create()
  send()
  const mutation = send({ kind: 'mutation' })
  send()
  expect(asked).toHaveLength(2)
  finishes[1]?.({ data: {} })
  await mutation
  send()
  expect(asked).toHaveLength(3)
})
