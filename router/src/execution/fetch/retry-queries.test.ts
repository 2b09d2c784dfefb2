import { expect, test } from 'vitest'
import { createTestContext } from '../../create-test-context.ts'
import type { SubgraphRequest } from '../subgraph.ts'
import { createTestRequest, createTestSubgraph } from './create-test-request.ts'
import { createFetchError, type FetchFailure } from './fetch-failure.ts'
import { type RetryOptions, retryQueries } from './retry-queries.ts'

const refused: FetchFailure = { outcome: 'unreachable', status: null, isConnectionFailed: true }
const fail = (failure: FetchFailure) => createFetchError('users', failure, [])

function create(failures: readonly FetchFailure[], overrides: Partial<RetryOptions> = {}) {
  const left = [...failures]
  const waits: number[] = []
  let retries = 0
  const inner = createTestSubgraph(() => {
    const failure = left.shift()
    if (failure !== undefined) throw fail(failure)
    return { data: { a: 1 } }
  })
  const subgraph = retryQueries(inner, {
    ratio: 0.1,
    nowMs: () => 0,
    random: () => 0.5,
    wait: async (ms) => waits.push(ms),
    onRetry: () => {
      retries += 1
    },
    ...overrides,
  })
  const send = (request: Partial<SubgraphRequest> = {}) => subgraph.send(createTestRequest(request))
  return { send, asked: inner.asked, waits, countRetries: () => retries }
}

test('a query whose connection fails is answered by a later try, after short random delays', async () => {
  const { send, asked, waits, countRetries } = create([
    refused,
    { outcome: 'http_error', status: 503, isConnectionFailed: true },
  ])
  expect(await send()).toMatchObject({ data: { a: 1 } })
  expect(asked).toHaveLength(3)
  expect(waits).toEqual([25, 50])
  expect(countRetries()).toBe(2)
})

test('a query is sent three times at most', async () => {
  const { send, asked } = create([refused, refused, refused, refused])
  await expect(send()).rejects.toThrow('could not be reached')
  expect(asked).toHaveLength(3)
})

test.each<[string, Partial<SubgraphRequest>, FetchFailure]>([
  ['a mutation', { kind: 'mutation' }, refused],
  ['what timed out', {}, { outcome: 'timeout', status: null, isConnectionFailed: false }],
  ['what was answered 500', {}, { outcome: 'http_error', status: 500, isConnectionFailed: false }],
  ['what failed for another reason', {}, { outcome: 'unreachable', status: null, isConnectionFailed: false }],
])('%s is never sent again', async (_, request, failure) => {
  const { send, asked } = create([failure])
  await expect(send(request)).rejects.toThrow()
  expect(asked).toHaveLength(1)
})

test('retries of a subgraph that is down stay within the ratio, and come back with time', async () => {
  let now = 0
  const { send, asked, countRetries } = create(new Array(1_000).fill(refused), { nowMs: () => now })
  for (let index = 0; index < 200; index++) await send().catch(() => {})
  expect(asked.length - 200).toBe(countRetries())
  // Three, and one for each ten requests.
  expect(countRetries()).toBe(23)
  now += 10_000
  await send().catch(() => {})
  expect(countRetries()).toBe(25)
})

test('a ratio of 0 means no retry at all', async () => {
  const { send, asked } = create([refused], { ratio: 0 })
  await expect(send()).rejects.toThrow()
  expect(asked).toHaveLength(1)
})

test('who leaves while a retry waits is let go at once', async () => {
  const client = new AbortController()
  const { send, countRetries } = create([refused, { outcome: 'cancelled', status: null, isConnectionFailed: false }], {
    wait: undefined,
    random: () => 1_000_000,
  })
  const answer = send({ context: createTestContext({ signal: client.signal }) })
  await new Promise((resolve) => setImmediate(resolve))
  client.abort()
  await expect(answer).rejects.toThrow('was not waited for')
  expect(countRetries()).toBe(0)
})
