import { once } from 'node:events'
import { setFlagsFromString } from 'node:v8'
import { runInNewContext } from 'node:vm'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import { afterEach, describe, expect, test } from 'vitest'
import { WebSocket } from 'ws'
import { hashText } from '../src/documents/hash-text.ts'
import {
  type GuardedRouter,
  readCodes,
  startGuardedRouter,
  subgraphSecret,
  trustedQuery,
} from './start-guarded-router.ts'

/** Attacks on a whole router, from outside. docs/security.md names each of these tests. */

/** Bytes in use once what nobody holds any more is gone. */
function measureHeap(): number {
  setFlagsFromString('--expose-gc')
  runInNewContext('gc')()
  return process.memoryUsage().heapUsed
}

const routers: GuardedRouter[] = []
afterEach(async () => {
  for (const router of routers.splice(0)) await router.stop()
})

async function start(settings: Record<string, string> = {}): Promise<GuardedRouter> {
  const router = await startGuardedRouter(settings)
  routers.push(router)
  return router
}

interface Operation {
  readonly query: string
  readonly variables?: Record<string, unknown>
}

/** The ways in which one operation can come. Each gives the text of the answer. */
const ways: Readonly<Record<string, (router: GuardedRouter, operation: Operation) => Promise<string>>> = {
  POST: async ({ post }, operation) => (await post(operation)).text,
  'a batch': async ({ post }, operation) => (await post([operation])).text,
  async GET({ send }, { query, variables = {} }) {
    const search = new URLSearchParams({ query, variables: JSON.stringify(variables) })
    return (await send(`/graphql?${search}`, { headers: { 'apollo-require-preflight': '1' } })).text
  },
  async 'a hash'({ post }, { query, variables }) {
    const extensions = { persistedQuery: { version: 1, sha256Hash: hashText(query) } }
    const first = await post({ variables, extensions })
    if (!first.codes.includes('PERSISTED_QUERY_NOT_FOUND')) return first.text
    return (await post({ query, variables, extensions })).text
  },
  'server-sent events': ({ url }, operation) =>
    take(createSseClient({ url: `${url}/graphql`, retryAttempts: 0 }), operation),
  'a WebSocket': ({ url }, operation) =>
    take(
      createSocketClient({ url: `${url.replace('http', 'ws')}/graphql`, webSocketImpl: WebSocket, retryAttempts: 0 }),
      operation,
    ),
}

type Client = Pick<ReturnType<typeof createSocketClient>, 'subscribe' | 'dispose'>
function take(client: Client, operation: Operation): Promise<string> {
  const told: unknown[] = []
  return new Promise<string>((resolve) => {
    const end = () => resolve(JSON.stringify(told))
    client.subscribe(operation, {
      next: (result) => void told.push(result),
      error(errors) {
        told.push(errors instanceof Error ? { closed: errors.message } : errors)
        end()
      },
      complete: end,
    })
  }).finally(() => client.dispose())
}

const eachWay = Object.keys(ways)
const go = (way: string, router: GuardedRouter, operation: Operation) => {
  const send = ways[way]
  if (send === undefined) throw new Error(`there is no way "${way}"`)
  return send(router, operation)
}
const count = (text: string, part: string) => text.split(part).length - 1

describe('limits hold whatever a guess comes in', () => {
  const guess = (code: number) => ({ query: `{ signIn(name: "ada", code: ${code}) }` })

  test('guesses of a password count together over every transport, by hash, in batches and for every spelling of the name', async () => {
    const router = await start({ BATCH_MAX: '5' })
    let passed = 0
    for (const way of eachWay) passed += count(await go(way, router, guess(1)), '"signIn":"wrong"')
    for (const name of ['ADA', 'Ada', ' ada '])
      passed += count((await router.post({ query: `{ signIn(name: "${name}") }` })).text, '"signIn":"wrong"')
    expect(passed).toBe(3)
    expect(router.seen.filter(({ body }) => body.includes('signIn'))).toHaveLength(3)
  })

  test.each([
    ['aliases', `{ ${Array.from({ length: 20 }, (_, n) => `a${n}: signIn(name: "ada", code: ${n})`).join(' ')} }`],
    [
      'fragments',
      `{ ${Array.from({ length: 20 }, (_, n) => `...F${n}`).join(' ')} } ${Array.from({ length: 20 }, (_, n) => `fragment F${n} on Query { a${n}: signIn(name: "ada", code: ${n}) }`).join(' ')}`,
    ],
    [
      'variables',
      `query (${Array.from({ length: 20 }, (_, n) => `$v${n}: String! = "ada"`).join(', ')}) { ${Array.from({ length: 20 }, (_, n) => `a${n}: signIn(name: $v${n}, code: ${n})`).join(' ')} }`,
    ],
  ])('twenty guesses in one operation, by %s, are three at most', async (_, query) => {
    const router = await start({ COST_MODE: 'off' })
    const { text, codes } = await router.post({ query })
    expect(count(text, '"wrong"')).toBeLessThanOrEqual(3)
    expect(codes).toContain('RATE_LIMITED')
  })

  test('a client that gives itself addresses, hosts and names stays one client', async () => {
    const router = await start({ CLIENT_LIMIT_MINUTE: '3' })
    const codes: string[] = []
    for (let n = 0; n < 6; n += 1) {
      const headers = {
        'x-forwarded-for': `203.0.113.${n}`,
        'x-real-ip': `203.0.113.${n}`,
        forwarded: `for=203.0.113.${n}`,
        'x-client-address': `203.0.113.${n}`,
        'x-user-id': `user-${n}`,
        'apollographql-client-name': `client-${n}`,
      }
      codes.push(...(await router.post({ query: '{ hello }' }, headers)).codes)
    }
    expect(codes).toEqual(['RATE_LIMITED', 'RATE_LIMITED', 'RATE_LIMITED'])
  })
})

describe.each(eachWay)('by %s', (way) => {
  test('too deep, too dear, protected and unlisted operations are refused, and nothing of them is fetched', async () => {
    const router = await start({ BATCH_MAX: '5', LIMIT_DEPTH: '3', COST_MAX: '900' })
    const deep = await go(way, router, { query: '{ people { friends { friends { friends { id } } } } }' })
    expect(readCodes(deep)).toEqual(['OPERATION_LIMIT_EXCEEDED'])
    expect(readCodes(await go(way, router, { query: '{ dear }' }))).toEqual(['COST_ESTIMATED_TOO_EXPENSIVE'])
    const secret = await go(way, router, { query: 'query S { secret }' })
    expect(readCodes(secret)).toEqual(['UNAUTHORIZED_FIELD_OR_TYPE'])
    expect(secret).not.toContain('the secret')
    expect(router.seen).toEqual([])
    const strict = await start({ BATCH_MAX: '5', TRUSTED_DOCUMENTS: 'enforce' })
    const untrusted = readCodes(await go(way, strict, { query: '{ identity }' }))
    expect(['QUERY_NOT_IN_SAFELIST', 'PERSISTED_QUERY_NOT_IN_LIST']).toContain(untrusted[0])
    expect(strict.seen).toEqual([])
    expect(await go(way, strict, { query: trustedQuery })).toContain('hello you')
  })
})

describe('from outside', () => {
  test('what subgraphs offer the router nobody else reaches: _entities, _service, join types', async () => {
    const { post, seen } = await start()
    for (const query of [
      '{ _service { sdl } }',
      '{ _entities(representations: [{ __typename: "Person", id: "1" }]) { __typename } }',
      '{ __type(name: "_Any") { name } a: __type(name: "join__Graph") { name } b: __type(name: "_Entity") { name } }',
    ]) {
      const { text } = await post({ query })
      expect(text).not.toMatch(/sdl":"|"Person"|"name":"(_Any|join__Graph|_Entity)"/)
    }
    expect(seen).toEqual([])
  })

  test('headers of identity and trace that a client sends reach no subgraph', async () => {
    const { post, seen } = await start()
    const { text } = await post(
      { query: '{ identity }' },
      {
        'x-user-id': 'admin-1',
        'x-user-role': 'ADMIN',
        'x-user-scopes': 'phones',
        'x-session-id': 's',
        'x-client-address': '203.0.113.9',
        'x-client-device': 'admin-1 terminal',
        'x-request-id': 'mine',
        'x-router-signature': 'mine',
        'x-router-timestamp': '1',
        traceparent: '00-00000000000000000000000000000000-0000000000000000-01',
        cookie: 'mine',
        'apollo-federation-include-trace': 'ftv1',
      },
    )
    expect(JSON.parse(JSON.parse(text).data.identity)).toEqual({ viewer: null, clientAddress: '127.0.0.1' })
    expect(JSON.stringify(seen[0]?.headers)).not.toMatch(/admin-1|ADMIN|phones|203\.0|"mine"|0000-0000000000000000/)
  })

  test('a subgraph answers nothing that is unsigned, altered, meant for another, or a minute old', async () => {
    const { openServer, signIn } = await start()
    const body = JSON.stringify({ query: '{ identity secret }' })
    const identity = {
      viewer: { id: 'u1', role: 'ADMIN', scopes: [], sessionId: null },
      requestId: 'r',
      clientAddress: '192.0.2.1',
      traceparent: '',
    } as const
    const sign = (changes: object = {}) =>
      signSubgraphRequest(identity, { subgraph: 'open', body, secret: subgraphSecret, nowMs: Date.now(), ...changes })
    const send = async (headers: Record<string, string>, payload = body) =>
      (
        await openServer.inject({
          method: 'POST',
          url: '/graphql',
          headers: { 'content-type': 'application/json', ...headers },
          payload,
        })
      ).statusCode
    expect(await send(sign())).toBe(200)
    expect(await send({})).toBe(401)
    expect(await send({ authorization: `Bearer ${await signIn()}` })).toBe(401)
    expect(await send(sign(), `${body} `)).toBe(401)
    expect(await send({ ...sign(), 'x-user-id': 'u2' })).toBe(401)
    expect(await send(sign({ subgraph: 'weak' }))).toBe(401)
    expect(await send(sign({ nowMs: Date.now() - 61_000 }))).toBe(401)
    expect(await send(sign({ nowMs: Date.now() + 61_000 }))).toBe(401)
    expect(await send(sign({ secret: 'another secret, which is long enough too' }))).toBe(401)
  })

  test('names that JavaScript objects have are names like others, and change nothing that objects share', async () => {
    const { post } = await start()
    const { text } = await post({
      query:
        'query ($constructor: String) { constructor: hello(name: $constructor) toString: hello hasOwnProperty: hello }',
      variables: { constructor: 'me' },
    })
    expect(JSON.parse(text).data).toEqual({
      constructor: 'hello me',
      toString: 'hello you',
      hasOwnProperty: 'hello you',
    })
    for (const body of [
      '{"query":"query ($filter: Filter) { hello(filter: $filter) }","variables":{"filter":{"__proto__":{"polluted":1}}}}',
      '{"query":"{ hello }","__proto__":{"polluted":1},"extensions":{"constructor":{"prototype":{"polluted":1}}}}',
      '{"query":"{ __proto__: hello }"}',
    ])
      expect((await post(body)).status).toBe(400)
    expect(({} as Record<string, unknown>).polluted).toBeUndefined()
  })

  test('line breaks and series cannot be put into the log or the metrics', async () => {
    const router = await start()
    const name = 'Evil"} 1\\n{"level":50'
    await router.post(
      { query: 'query Known_Not { hello }', operationName: 'Known_Not' },
      { 'apollographql-client-name': name, 'apollographql-client-version': '9"}9'.repeat(100) },
    )
    const metrics = await router.readMetrics()
    expect(metrics).not.toContain('Known_Not')
    for (const line of metrics.split('\n').filter((text) => text !== '' && !text.startsWith('#')))
      expect(line).toMatch(/^[a-z_]+(\{[a-z_]+="[^"\\]*"(,[a-z_]+="[^"\\]*")*\})? [-+0-9.eNaInf]+$/)
    expect(JSON.stringify(router.lines)).not.toMatch(/Evil\\?"|[^\\]\\n/)
  })

  test('errors tell neither addresses nor words of backends, whatever the backend does', async () => {
    const router = await start()
    for (const behaviour of ['is away', 'fails', 'redirects', 'talks nonsense'] as const) {
      router.behave(behaviour)
      const { text, headers } = await router.post({ query: '{ weak fault unregistered }' })
      expect(text + JSON.stringify([...headers])).not.toMatch(/10\.0\.0|169\.254|hunter2|inner|stack|ECONN|html|\.ts/i)
    }
  })

  test('what open connections were sent beside what they need is not kept', async () => {
    const router = await start({
      CLIENT_LIMITS: 'off',
      SUBSCRIPTIONS_PER_VIEWER: '40',
      SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: '40',
    })
    const row = `[${Array.from({ length: 900 }, () => '{}').join(',')}]`
    // A megabyte of text that is 20 of objects.
    const junk = `[${Array.from({ length: 370 }, () => row).join(',')}]`
    const subscribe = `{"query":"subscription { ticks { text } }","variables":{"x":${junk}},"extensions":{"x":[]}}`
    const before = measureHeap()
    const left: (() => void)[] = []
    for (let count = 0; count < 10; count += 1) {
      const socket = new WebSocket(`${router.url.replace('http', 'ws')}/graphql`, 'graphql-transport-ws')
      await once(socket, 'open')
      socket.send(`{"type":"connection_init","payload":{"x":${junk}}}`)
      await once(socket, 'message')
      socket.send(`{"id":"1","type":"subscribe","payload":${subscribe}}`)
      const controller = new AbortController()
      // Held: fetch lets go of answers that nobody holds.
      const response = await fetch(`${router.url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'text/event-stream' },
        body: subscribe,
        signal: controller.signal,
      })
      left.push(
        () => socket.terminate(),
        () => controller.abort(response.status),
      )
    }
    await expect.poll(router.hub.countListeners, { timeout: 10_000 }).toBe(20)
    const keptMiB = (measureHeap() - before) / 1_048_576
    console.info(`20 open subscriptions that were sent 30 MB keep ${keptMiB.toFixed(1)} MiB`)
    for (const leave of left) leave()
    expect(keptMiB).toBeLessThan(100)
  })

  test('documents that are taught without end push out each other, and are bounded', async () => {
    const { post } = await start({ APQ_ENTRIES_MAX: '2' })
    const hash = (query: string) => ({ extensions: { persistedQuery: { version: 1, sha256Hash: hashText(query) } } })
    const queries = ['{ hello }', '{ a: hello }', '{ b: hello }']
    for (const query of queries) expect((await post({ query, ...hash(query) })).codes).toEqual([])
    const long = `{ hello } #${'x'.repeat(100_000)}`
    await post({ query: long, ...hash(long) })
    const codes = await Promise.all([...queries, long].map(async (query) => (await post(hash(query))).codes))
    const forgotten = ['PERSISTED_QUERY_NOT_FOUND']
    expect(codes).toEqual([forgotten, [], [], forgotten])
  })

  test('where introspection is off nothing tells names of the schema: suggestions, variables, every transport', async () => {
    const router = await start({ INTROSPECTION: 'off', BATCH_MAX: '5' })
    for (const way of eachWay)
      for (const operation of [
        { query: '{ secre }' },
        { query: '{ people { phon } }' },
        { query: 'query ($size: Size) { hello(size: $size) }', variables: { size: 'LARG' } },
        { query: 'query ($filter: Filter) { hello(filter: $filter) }', variables: { filter: { tag: [] } } },
        { query: '{ hello(siz: LARGE) }' },
        { query: '{ hello(size: LARG) }' },
        { query: '{ __schema { queryType { name } } }' },
        { query: '{ a: __type(name: "Person") { fields { name } } }' },
      ])
        expect(await go(way, router, operation), way).not.toMatch(
          /Did you mean|"secret"|"phone"|"LARGE"|"tags"|"queryType"|"fields"/,
        )
  })
})
