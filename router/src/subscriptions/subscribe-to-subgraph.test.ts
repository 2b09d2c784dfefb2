import type { StreamTransport, TransportRequest } from '@ree-ai/kit/transport/transport'
import { expect, test } from 'vitest'
import { createTestContext } from '../create-test-context.ts'
import type { SubgraphRequest } from '../execution/subgraph.ts'
import { createTestClock } from './create-test-clock.ts'
import { createTestHub } from './create-test-hub.ts'
import { subscribeToSubgraph } from './subscribe-to-subgraph.ts'

const silent = { debug() {}, info() {}, warn() {}, error() {} }
const next = (data: string) => `event: next\ndata: ${data}\n\n`

/** A subgraph whose text a test sends piece by piece. */
function create(options: { readonly status?: number; readonly type?: string; readonly isDead?: boolean } = {}) {
  const clock = createTestClock()
  const text = createTestHub<string>()
  const leaving = new AbortController()
  let sent: TransportRequest | null = null
  const stream: StreamTransport = async (request) => {
    sent = request
    if (options.isDead)
      return new Promise((_, reject) => request.signal?.addEventListener('abort', () => reject(new Error('aborted'))))
    const headers = { 'content-type': options.type ?? 'text/event-stream; charset=utf-8' }
    return { status: options.status ?? 200, headers, body: text.listen(request.signal) }
  }
  const subscribe = subscribeToSubgraph(
    { name: 'feed', url: 'http://feed.internal:4001/graphql' },
    {
      ...clock,
      stream,
      secret: 's'.repeat(32),
      deadlineMs: 1_000,
      silenceMs: 5_000,
      eventLengthMax: 100,
      logger: silent,
    },
  )
  const request: SubgraphRequest = {
    kind: 'subscription',
    query: 'subscription { a }',
    variables: { b: 1 },
    representations: null,
    path: [],
    context: createTestContext({ signal: leaving.signal }),
  }
  return {
    clock,
    text,
    leaving,
    getSent: () => sent,
    begin: async () => (await subscribe(request))[Symbol.asyncIterator](),
  }
}
const code = (code: string) => expect.objectContaining({ extensions: { code, service: 'feed' } })

test('each event is one answer, until complete', async () => {
  const { text, begin, getSent } = create()
  const events = await begin()
  const first = events.next()
  text.publish(':\n\n')
  text.publish(next('{"data":{"a":1}}') + next('{"data":null,"errors":[{"message":"no"}]}'))
  expect((await first).value).toEqual({ data: { a: 1 }, errors: [], extensions: {}, cacheControl: null })
  expect((await events.next()).value).toMatchObject({ data: null, errors: [{ message: 'no' }] })
  const last = events.next()
  text.publish('event: complete\ndata:\n\n')
  expect((await last).done).toBe(true)
  expect(text.countListeners()).toBe(0)
  expect(getSent()).toMatchObject({ path: '/graphql', body: '{"query":"subscription { a }","variables":{"b":1}}' })
  expect(getSent()?.headers).toMatchObject({ accept: 'text/event-stream', 'x-router-signature': expect.any(String) })
})

test('an answer in JSON is one event', async () => {
  const { text, begin } = create({ type: 'application/json' })
  const events = await begin()
  const first = events.next()
  text.publish('{"errors":[{"mess')
  text.publish('age":"no"}]}')
  text.end()
  expect((await first).value).toMatchObject({ errors: [{ message: 'no' }] })
  expect((await events.next()).done).toBe(true)
})

test('a subgraph that refuses, or does not begin in time, is an error that names it', async () => {
  await expect(create({ status: 401 }).begin()).rejects.toEqual(code('SUBREQUEST_HTTP_ERROR'))
  const dead = create({ isDead: true })
  const begun = dead.begin()
  dead.clock.advance(1_000)
  await expect(begun).rejects.toEqual(code('GATEWAY_TIMEOUT'))
})

test.each([
  ['nonsense', next('{"a"')],
  ['a text without end', `data: ${'a'.repeat(200)}`],
])('%s is an error', async (_name, sent) => {
  const { text, begin } = create()
  const events = await begin()
  const first = events.next()
  text.publish(sent)
  await expect(first).rejects.toEqual(code('SUBREQUEST_HTTP_ERROR'))
  expect(text.countListeners()).toBe(0)
})

test('an end without complete, and a break, are errors', async () => {
  for (const end of ['end', 'fail'] as const) {
    const { text, begin } = create()
    const events = await begin()
    const first = events.next()
    text[end](new Error('other side closed'))
    await expect(first).rejects.toEqual(code('SUBREQUEST_HTTP_ERROR'))
  }
})

test('silence is an error only after its time, and comments are no silence', async () => {
  const { text, begin, clock } = create()
  const events = await begin()
  const first = events.next()
  clock.advance(4_000)
  text.publish(':\n\n')
  await expect.poll(clock.count).toBe(1)
  await new Promise((resolve) => setImmediate(resolve))
  clock.advance(4_000)
  text.publish(next('{"data":{"a":1}}'))
  expect((await first).value).toMatchObject({ data: { a: 1 } })
  const second = events.next()
  clock.advance(5_000)
  await expect(second).rejects.toEqual(code('GATEWAY_TIMEOUT'))
  expect(text.countListeners()).toBe(0)
})

test.each(['return', 'signal'])('a client that leaves (%s) ends it at once and without an error', async (how) => {
  const { text, begin, leaving, clock } = create()
  const events = await begin()
  const waiting = events.next()
  if (how === 'return') await events.return?.()
  else leaving.abort()
  expect((await waiting).done).toBe(true)
  expect(text.countListeners()).toBe(0)
  expect(clock.count()).toBe(0)
})
