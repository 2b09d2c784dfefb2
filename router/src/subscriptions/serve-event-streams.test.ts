import { once } from 'node:events'
import { request as httpRequest, type IncomingMessage } from 'node:http'
import { afterAll, beforeAll, expect, test } from 'vitest'
import { createTestClock } from './create-test-clock.ts'
import { startTestFeed, type TestFeed } from './start-test-feed.ts'

let feed: TestFeed
beforeAll(async () => {
  feed = await startTestFeed({
    SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '3',
    CORS_ORIGINS: 'https://app.example.com',
    CLIENT_LIMIT_MINUTE: '40',
  })
})
afterAll(() => feed.stop())

const query = 'subscription { price { id name } }'

async function open(
  options: { method?: string; path?: string; headers?: Record<string, string>; body?: unknown } = {},
  from = feed,
) {
  const { method = 'POST', path = '/graphql', headers = {}, body } = options
  const sent = httpRequest(`${from.url}${path}`, {
    method,
    agent: false,
    headers: {
      accept: 'text/event-stream',
      ...(body === undefined ? {} : { 'content-type': 'application/json' }),
      ...headers,
    },
  })
  sent.on('error', () => {})
  sent.end(body === undefined ? undefined : JSON.stringify(body))
  const [response] = (await once(sent, 'response')) as [IncomingMessage]
  let text = ''
  response.setEncoding('utf8').on('data', (piece: string) => {
    text += piece
  })
  response.on('error', () => {})
  return {
    status: response.statusCode,
    headers: response.headers,
    read: () => text,
    response,
    ended: once(response, 'close'),
  }
}
const search = (parameters: Record<string, string>) => `/graphql?${new URLSearchParams(parameters)}`

test('GET is enough for a browser, and the stream is told to be one', async () => {
  const stream = await open({
    method: 'GET',
    path: search({
      query: 'subscription ($with: Boolean!) { price { id @include(if: $with) } }',
      variables: '{"with":true}',
    }),
  })
  expect(stream.status).toBe(200)
  expect(stream.headers).toMatchObject({
    'content-type': 'text/event-stream; charset=utf-8',
    'cache-control': 'no-cache, no-transform',
    'x-accel-buffering': 'no',
    'x-content-type-options': 'nosniff',
  })
  expect(stream.headers['x-request-id']).toMatch(/^[0-9a-f]{32}$/)
  expect(stream.headers.ratelimit).toBeDefined()
  await expect.poll(feed.hub.countListeners).toBe(1)
  feed.hub.publish({ id: 'two\nlines', amount: 1 })
  feed.hub.end()
  await stream.ended
  expect(stream.read()).toBe('event: next\ndata: {"data":{"price":{"id":"two\\nlines"}}}\n\nevent: complete\ndata:\n\n')
})

test('/graphql/stream streams whatever the client accepts', async () => {
  const stream = await open({ path: '/graphql/stream', headers: { accept: '*/*' }, body: { query: '{ whoami }' } })
  await stream.ended
  expect(stream.headers['content-type']).toContain('text/event-stream')
  expect(stream.read()).toContain('"whoami":"nobody"')
})

test('mutations by GET are refused, and do not run', async () => {
  const listening = await open({ body: { query } })
  await expect.poll(feed.hub.countListeners).toBe(1)
  const stream = await open({ method: 'GET', path: search({ query: 'mutation { publish(amount: 1) }' }) })
  await stream.ended
  expect(stream.read()).toContain('"code":"BAD_REQUEST"')
  listening.response.destroy()
  await expect.poll(feed.hub.countListeners).toBe(0)
  expect(listening.read()).toBe('')
})

test('a client that would take JSON gets JSON, and is told where subscriptions are', async () => {
  for (const accept of ['application/json', '*/*', 'text/event-stream, application/json']) {
    const answer = await open({ headers: { accept }, body: { query } })
    await answer.ended
    expect(answer.headers['content-type']).toContain('application/json')
    expect(answer.read()).toContain('server-sent events')
  }
})

test('what is refused as a whole has its HTTP status', async () => {
  const refusals = [
    [{ body: { query }, headers: { authorization: 'Bearer a.b.c' } }, 401, 'UNAUTHENTICATED'],
    [{ body: [{ query }] }, 400, 'BAD_REQUEST'],
    [{ body: { query: 7, variables: 'a' } }, 400, 'BAD_REQUEST'],
    [{ body: { query }, headers: { origin: 'https://evil.example.com' } }, 403, 'BAD_REQUEST'],
    [{ body: { query }, headers: { 'content-type': 'text/plain' } }, 400, 'BAD_REQUEST'],
  ] as const
  for (const [options, status, code] of refusals) {
    const answer = await open(options)
    await answer.ended
    expect([answer.status, JSON.parse(answer.read()).errors[0].extensions.code]).toEqual([status, code])
  }
  expect(feed.hub.countListeners()).toBe(0)
})

test('a page of the list may read the stream', async () => {
  const stream = await open({ body: { query: '{ whoami }' }, headers: { origin: 'https://app.example.com' } })
  await stream.ended
  expect(stream.headers['access-control-allow-origin']).toBe('https://app.example.com')
})

test('one address has at most so many connections, and gets a place back', async () => {
  const streams = await Promise.all([0, 1, 2].map(() => open({ body: { query } })))
  const more = await open({ body: { query } })
  await more.ended
  expect([more.status, more.read()]).toEqual([429, expect.stringContaining('SUBSCRIPTION_MAX_LIMIT')])
  for (const { response } of streams) response.destroy()
  await expect.poll(feed.hub.countListeners).toBe(0)
  const again = await open({ body: { query: '{ whoami }' } })
  await again.ended
  expect(again.status).toBe(200)
})

test('operations count for their client, and the refusal is 429 with Retry-After', async () => {
  for (let sent = 0; sent < 60; sent++) {
    const answer = await open({ body: { query: '{ whoami }' } })
    await answer.ended
    if (answer.status === 200) continue
    expect(answer.status).toBe(429)
    expect(answer.headers['retry-after']).toBeDefined()
    return
  }
  throw new Error('never refused')
})

test('a silent stream says that it lives; a client that takes nothing is dropped', async () => {
  const clock = createTestClock()
  const timed = await startTestFeed(
    { SUBGRAPH_SILENCE_MS: '3600000', SUBSCRIPTION_PING_MS: '1000', SUBSCRIPTION_EVENTS_WAITING: '1000' },
    clock,
  )
  try {
    const stream = await open({ body: { query: 'subscription { price { id } }' } }, timed)
    await expect.poll(timed.hub.countListeners).toBe(1)
    clock.advance(1_000)
    await expect.poll(stream.read).toBe(':\n\n')
    stream.response.pause()
    // More than sockets hold.
    for (let sent = 0; sent < 40; sent++) timed.hub.publish({ id: 'x'.repeat(500_000), amount: sent })
    await expect.poll(async () => (await timed.read('graphql_subscription_events_total'))[0]?.value).toBe(40)
    clock.advance(2_000)
    await expect.poll(timed.hub.countListeners).toBe(0)
  } finally {
    await timed.stop()
  }
})
