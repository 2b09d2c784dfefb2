import { once } from 'node:events'
import { get } from 'node:http'
import { afterAll, beforeAll, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { createTestClock } from './create-test-clock.ts'
import { startTestFeed, type TestFeed } from './start-test-feed.ts'

let feed: TestFeed
beforeAll(async () => {
  feed = await startTestFeed({
    SUBSCRIPTIONS_PER_CONNECTION: '2',
    SUBSCRIPTION_INIT_TIMEOUT_MS: '100',
    SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '5',
    BODY_BYTES_MAX: '2048',
    CORS_ORIGINS: 'https://app.example.com',
    CLIENT_LIMIT_MINUTE: '1000',
  })
})
afterAll(() => feed.stop())

const init = (payload?: object) => JSON.stringify({ type: 'connection_init', payload })
const subscribe = (id: string, query = 'subscription { price { id } }') =>
  JSON.stringify({ id, type: 'subscribe', payload: { query } })

/** What a socket receives, as messages. */
function listen(socket: WebSocket): { type: string; id?: string; payload?: unknown }[] {
  const messages: { type: string; id?: string; payload?: unknown }[] = []
  socket.on('message', (data) => messages.push(JSON.parse(String(data))))
  return messages
}
async function open(options?: ConstructorParameters<typeof WebSocket>[2], from = feed) {
  const socket = await from.openSocket(options)
  return { socket, messages: listen(socket), closed: once(socket, 'close') as Promise<[number, Buffer]> }
}
/** The status an upgrade is refused with. */
async function upgrade(options: ConstructorParameters<typeof WebSocket>[2]): Promise<number> {
  const socket = new WebSocket(feed.socketUrl, 'graphql-transport-ws', options)
  socket.on('error', () => {})
  const [, response] = await once(socket, 'unexpected-response')
  response.resume()
  return response.statusCode
}

describe('who may connect', () => {
  test('a page of another origin may not; one of the list and one of the router may', async () => {
    expect(await upgrade({ origin: 'https://evil.example.com' })).toBe(403)
    expect(await upgrade({ origin: 'null' })).toBe(403)
    for (const origin of ['https://app.example.com', feed.url.replace('127.0.0.1', 'localhost')]) {
      const headers = origin === 'https://app.example.com' ? {} : { host: new URL(origin).host }
      const { socket, closed } = await open({ origin, headers })
      socket.close()
      await closed
    }
  })

  test('a bad token closes with 4403, in the payload and in the header', async () => {
    const inPayload = await open()
    inPayload.socket.send(init({ authorization: 'Bearer a.b.c' }))
    expect((await inPayload.closed)[0]).toBe(4403)
    const inHeader = await open({ headers: { authorization: 'Bearer a.b.c' } })
    inHeader.socket.send(init())
    expect((await inHeader.closed)[0]).toBe(4403)
    const odd = await open()
    odd.socket.send(init({ authorization: 7 }))
    expect((await odd.closed)[0]).toBe(4403)
  })

  test.each(['payload', 'header'])('a good token in the %s makes the viewer', async (place) => {
    const authorization = `Bearer ${await feed.signIn()}`
    const { socket, messages, closed } = await open(place === 'header' ? { headers: { authorization } } : undefined)
    socket.send(init(place === 'payload' ? { Authorization: authorization } : undefined))
    await expect.poll(() => messages.length).toBe(1)
    socket.send(subscribe('1', '{ whoami }'))
    await expect.poll(() => messages[1]?.payload).toMatchObject({ data: { whoami: 'u7' } })
    socket.close()
    await closed
  })

  test('one address has at most so many connections', async () => {
    const sockets = await Promise.all([0, 1, 2, 3, 4].map(() => open()))
    expect(await upgrade({})).toBe(429)
    for (const { socket } of sockets) socket.close()
    await Promise.all(sockets.map(({ closed }) => closed))
    const { socket, closed } = await open()
    socket.close()
    await closed
  })

  test('an upgrade that fails takes no place', async () => {
    for (let round = 0; round < 8; round++) {
      // Without the key that the standard asks for.
      const headers = { connection: 'upgrade', upgrade: 'websocket', 'sec-websocket-version': '13' }
      const [response] = await once(get(`${feed.url}/graphql`, { headers, agent: false }), 'response')
      response.resume()
      expect(response.statusCode).toBe(400)
    }
    const { socket, closed } = await open()
    socket.close()
    await closed
  })
})

describe('what breaks the protocol closes the connection', () => {
  test.each([
    ['no JSON', '{', 4400],
    ['an unknown type', '{"type":"start","id":"1"}', 4400],
    ['no object', '[]', 4400],
    ['a query that is no text', '{"type":"subscribe","id":"1","payload":{"query":7}}', 4400],
    ['an operation before the token', subscribe('1'), 4401],
  ])('%s', async (_name, message, code) => {
    const { socket, closed } = await open()
    socket.send(message)
    expect((await closed)[0]).toBe(code)
  })

  test('no word at all closes with 4408', async () => {
    expect((await (await open()).closed)[0]).toBe(4408)
  })

  test('bytes, two beginnings, and messages that are too large', async () => {
    const bytes = await open()
    bytes.socket.send(Buffer.from(init()))
    expect((await bytes.closed)[0]).toBe(4400)
    const twice = await open()
    twice.socket.send(init())
    twice.socket.send(init())
    expect((await twice.closed)[0]).toBe(4429)
    const large = await open()
    large.socket.send(init({ text: 'a'.repeat(3_000) }))
    expect((await large.closed)[0]).toBe(1009)
  })

  test('the same id twice closes with 4409, and stops what ran', async () => {
    const { socket, messages, closed } = await open()
    socket.send(init())
    await expect.poll(() => messages.length).toBe(1)
    socket.send(subscribe('1'))
    await expect.poll(feed.hub.countListeners).toBe(1)
    socket.send(subscribe('1'))
    expect((await closed)[0]).toBe(4409)
    await expect.poll(feed.hub.countListeners).toBe(0)
  })

  test('another subprotocol closes with 4406', async () => {
    const socket = new WebSocket(feed.socketUrl)
    expect((await once(socket, 'close'))[0]).toBe(4406)
  })
})

test('a connection has at most so many operations, and the others go on', async () => {
  const { socket, messages, closed } = await open()
  socket.send(init())
  await expect.poll(() => messages.length).toBe(1)
  for (const id of ['1', '2', '3']) socket.send(subscribe(id))
  await expect
    .poll(() => messages.find(({ id }) => id === '3'))
    .toMatchObject({
      type: 'error',
      payload: [{ extensions: { code: 'SUBSCRIPTION_MAX_LIMIT' } }],
    })
  await expect.poll(feed.hub.countListeners).toBe(2)
  socket.send(JSON.stringify({ id: '1', type: 'complete' }))
  await expect.poll(feed.hub.countListeners).toBe(1)
  socket.terminate()
  await closed
  await expect.poll(feed.hub.countListeners).toBe(0)
})

test('a client that leaves before its subscription has begun leaves nothing running', async () => {
  for (let round = 0; round < 5; round++) {
    const { socket, messages, closed } = await open()
    socket.send(init())
    await expect.poll(() => messages.length).toBe(1)
    socket.send(subscribe('1', `subscription Round${round} { price { id amount } }`))
    socket.terminate()
    await closed
  }
  await expect
    .poll(async () => (await feed.read('graphql_subscriptions_active')).map(({ value }) => value))
    .toEqual([0])
  await expect.poll(feed.hub.countListeners).toBe(0)
})

test('a ping is answered with a pong, and what it brings is not sent back, however deep', async () => {
  const { socket, messages, closed } = await open()
  socket.send(init())
  socket.send(JSON.stringify({ type: 'ping', payload: { text: 'a' } }))
  socket.send(`{"type":"ping","payload":{"a":${'['.repeat(900)}${']'.repeat(900)}}}`)
  await expect.poll(() => messages.filter(({ type }) => type === 'pong')).toEqual([{ type: 'pong' }, { type: 'pong' }])
  socket.close()
  await closed
})

test.each([
  ['messages', async (socket: WebSocket) => socket.send('{"type":"ping"}')],
  [
    'pings of the transport',
    async (socket: WebSocket) => {
      socket.ping()
      await Promise.race([once(socket, 'pong'), once(socket, 'close')])
    },
  ],
])('a flood of %s closes the connection with 4429, and is counted', async (_, send) => {
  const countRefused = async () =>
    (await feed.read('graphql_refusals_total'))
      .filter(({ labels }) => labels.policy === 'limit-connections' && labels.code === 'RATE_LIMITED')
      .reduce((total, { value }) => total + value, 0)
  const before = await countRefused()
  const { socket, closed } = await open()
  socket.send(init())
  for (let sent = 0; sent < 300 && socket.readyState === WebSocket.OPEN; sent++) await send(socket)
  expect((await closed)[0]).toBe(4429)
  expect(await countRefused()).toBe(before + 1)
})

test('connections are counted, and neither they nor their requests stay counted', async () => {
  const read = async (name: string) => (await feed.read(name)).reduce((total, { value }) => total + value, 0)
  await expect.poll(() => read('graphql_websocket_connections')).toBe(0)
  const { socket, closed } = await open()
  expect(await read('graphql_websocket_connections')).toBe(1)
  socket.close()
  await closed
  await expect.poll(() => read('graphql_websocket_connections')).toBe(0)
  await expect.poll(() => read('http_requests_active')).toBe(0)
})

test('a client that does not answer pings is dropped, and what it left is stopped', async () => {
  const clock = createTestClock()
  const patient = {
    SUBGRAPH_SILENCE_MS: '3600000',
    SUBSCRIPTION_PING_MS: '1000',
    SUBSCRIPTION_INIT_TIMEOUT_MS: '60000',
  }
  const timed = await startTestFeed(patient, clock)
  try {
    const { socket, messages, closed } = await open({ autoPong: false }, timed)
    socket.send(init())
    await expect.poll(() => messages.length).toBe(1)
    socket.send(subscribe('1'))
    await expect.poll(timed.hub.countListeners).toBe(1)
    const pinged = once(socket, 'ping')
    clock.advance(1_000)
    await pinged
    clock.advance(1_000)
    expect((await closed)[0]).toBe(1006)
    await expect.poll(timed.hub.countListeners).toBe(0)
  } finally {
    await timed.stop()
  }
})

test('a client that reads nothing loses its subscription, not the router its memory; others get every event', async () => {
  const slow = await startTestFeed({ SUBSCRIPTION_EVENTS_WAITING: '10', SUBSCRIPTION_PING_MS: '600000' })
  try {
    const stuck = await open(undefined, slow)
    const quick = await open(undefined, slow)
    for (const { socket, messages } of [stuck, quick]) {
      socket.send(init())
      await expect.poll(() => messages.length).toBe(1)
      socket.send(subscribe('1', 'subscription { price { id } }'))
    }
    await expect.poll(slow.hub.countListeners).toBe(2)
    stuck.socket.pause()
    const id = 'x'.repeat(500_000)
    for (let sent = 1; slow.hub.countListeners() > 1; sent++) {
      slow.hub.publish({ id, amount: sent })
      // What the quick one has got is what the stuck one could have.
      await expect.poll(() => quick.messages.length).toBe(sent + 1)
      expect(sent).toBeLessThan(100)
    }
    const ended = await slow.read('graphql_subscriptions_ended_total')
    expect(ended.map(({ labels, value }) => [labels.reason, value])).toEqual([['too_slow', 1]])
    stuck.socket.resume()
    await expect
      .poll(() => stuck.messages.at(-1))
      .toMatchObject({
        type: 'error',
        payload: [{ extensions: { code: 'SUBSCRIPTION_TOO_SLOW' } }],
      })
    expect(quick.messages.every(({ type }) => type !== 'error')).toBe(true)
  } finally {
    await slow.stop()
  }
})

test('a router that stops closes with 1001, when what was asked has been answered', async () => {
  const stopping = await startTestFeed()
  const { socket, messages, closed } = await open(undefined, stopping)
  socket.send(init())
  await expect.poll(() => messages.length).toBe(1)
  socket.send(subscribe('1'))
  await expect.poll(stopping.hub.countListeners).toBe(1)
  const stopped = stopping.stop()
  expect((await closed)[0]).toBe(1001)
  expect(messages.at(-1)).toMatchObject({
    id: '1',
    type: 'error',
    payload: [{ extensions: { code: 'SERVICE_UNAVAILABLE' } }],
  })
  await stopped
})

test('a client that does not answer the close does not hold the router up', async () => {
  const stopping = await startTestFeed()
  const { socket } = await open(undefined, stopping)
  socket.pause()
  const startedAt = performance.now()
  await stopping.stop()
  expect(performance.now() - startedAt).toBeLessThan(8_000)
  socket.terminate()
})
