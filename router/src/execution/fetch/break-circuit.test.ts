import { expect, test } from 'vitest'
import { type BreakerOptions, type BreakerState, breakCircuit } from './break-circuit.ts'
import { createTestRequest, createTestSubgraph } from './create-test-request.ts'
import { createFetchError, type FetchFailure } from './fetch-failure.ts'

const timeout: FetchFailure = { outcome: 'timeout', status: null, isConnectionFailed: false }

function create(options: Partial<BreakerOptions> = {}) {
  let now = 0
  let answer: () => Promise<object> = async () => ({ data: {} })
  const states: BreakerState[] = []
  const outcomes: string[] = []
  const inner = createTestSubgraph(() => answer())
  const subgraph = breakCircuit(inner, {
    ratio: 0.5,
    requestsMin: 10,
    openMs: 5_000,
    nowMs: () => now,
    onState: (state) => states.push(state),
    onFetch: ({ outcome }) => outcomes.push(outcome),
    ...options,
  })
  return {
    states,
    outcomes,
    asked: inner.asked,
    send: () => subgraph.send(createTestRequest({ path: ['a'] })),
    pass: (ms: number) => {
      now += ms
    },
    answer: (next: () => Promise<object>) => {
      answer = next
    },
    fail: (failure: FetchFailure) => {
      answer = async () => {
        throw createFetchError('users', failure, [])
      }
    },
  }
}

async function repeat(times: number, send: () => Promise<unknown>) {
  for (let index = 0; index < times; index++) await send().catch(() => {})
}

test('a subgraph that fails half its requests is left alone, and who asks hears it at once', async () => {
  const { send, fail, asked, outcomes, states } = create()
  await repeat(5, send)
  fail(timeout)
  await repeat(5, send)
  await expect(send()).rejects.toMatchObject({
    message: 'The service "users" is not answering; try again later.',
    path: ['a'],
    extensions: { code: 'SUBREQUEST_HTTP_ERROR', service: 'users' },
  })
  expect(asked).toHaveLength(10)
  expect(outcomes).toEqual(['open'])
  expect(states).toEqual(['closed', 'open'])
})

test('fewer requests than the minimum open nothing, and failures are forgotten after ten seconds', async () => {
  const { send, fail, states, pass } = create()
  fail(timeout)
  await repeat(9, send)
  pass(10_000)
  await repeat(9, send)
  expect(states).toEqual(['closed'])
})

test.each<[string, FetchFailure | Error]>([
  ['a client that left', { outcome: 'cancelled', status: null, isConnectionFailed: false }],
  ['status 401', { outcome: 'http_error', status: 401, isConnectionFailed: false }],
  ['an answer too large', { outcome: 'http_error', status: null, isConnectionFailed: false }],
  ['any other error', new Error('x')],
])('%s is no fault of the subgraph', async (_, failure) => {
  const { send, answer, states } = create()
  answer(async () => {
    throw failure instanceof Error ? failure : createFetchError('users', failure, [])
  })
  await repeat(50, send)
  expect(states).toEqual(['closed'])
})

test('answers with GraphQL errors are answers', async () => {
  const { send, answer, states } = create()
  answer(async () => ({ errors: [{ message: 'x' }] }))
  await repeat(50, send)
  expect(states).toEqual(['closed'])
})

test('after a while one request at a time tries again, and its success lets all pass', async () => {
  const { send, fail, answer, asked, pass, states } = create()
  fail({ outcome: 'http_error', status: 503, isConnectionFailed: true })
  await repeat(10, send)
  pass(4_999)
  await expect(send()).rejects.toThrow('try again later')
  pass(1)
  let finish = () => {}
  answer(
    () =>
      new Promise((resolve) => {
        finish = () => resolve({ data: {} })
      }),
  )
  const trial = send()
  await expect(send()).rejects.toThrow('try again later')
  expect(asked).toHaveLength(11)
  finish()
  await trial
  answer(async () => ({ data: {} }))
  await send()
  expect(states).toEqual(['closed', 'open', 'half-open', 'closed'])
})

test('a trial that fails opens it anew; one whose client left lets the next try', async () => {
  const { send, fail, asked, pass, states } = create()
  fail(timeout)
  await repeat(10, send)
  pass(5_000)
  await repeat(1, send)
  await expect(send()).rejects.toThrow('try again later')
  pass(5_000)
  fail({ outcome: 'cancelled', status: null, isConnectionFailed: false })
  await repeat(2, send)
  expect(asked).toHaveLength(13)
  expect(states).toEqual(['closed', 'open', 'half-open', 'open', 'half-open'])
})

test('what began before it opened does not decide about it later', async () => {
  const { send, fail, answer, pass, states } = create()
  const ends: { readonly resolve: (value: object) => void; readonly reject: (error: Error) => void }[] = []
  const wait = () => new Promise<object>((resolve, reject) => ends.push({ resolve, reject }))
  answer(wait)
  const late = send()
  fail(timeout)
  await repeat(10, send)
  pass(5_000)
  answer(wait)
  const trial = send()
  ends[0]?.reject(createFetchError('users', timeout, []))
  await expect(late).rejects.toThrow()
  expect(states).toEqual(['closed', 'open', 'half-open'])
  ends[1]?.resolve({ data: {} })
  await trial
  expect(states).toEqual(['closed', 'open', 'half-open', 'closed'])
})

test('a ratio of 1 never opens it', async () => {
  const { send, fail, asked } = create({ ratio: 1 })
  fail(timeout)
  await repeat(30, send)
  expect(asked).toHaveLength(30)
})
