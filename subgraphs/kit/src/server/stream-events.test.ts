import { Registry } from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import type { RequestContext } from '../context/request-context.ts'
import { createError } from '../errors/create-error.ts'
import { signSubgraphRequest } from '../identity/subgraph-request.ts'
import { createHttpTransport } from '../transport/create-http-transport.ts'
import { createInMemoryStream } from '../transport/create-in-memory-stream.ts'
import type { StreamTransport } from '../transport/transport.ts'
import { createSubgraphServer } from './create-subgraph-server.ts'
import type { Subgraph } from './subgraph.ts'

const secret = 'a secret of the test that is long enough'
const identity = { viewer: null, requestId: 'r-1', clientAddress: '192.0.2.1', traceparent: '' }

interface CountedContext extends RequestContext {
  readonly number: number
}

const cleanups: (() => Promise<unknown>)[] = []
afterEach(async () => {
  for (const clean of cleanups.splice(0)) await clean()
})

/** A subgraph that counts to `max`, then waits until nobody listens. */
async function start(kind: 'memory' | 'http') {
  let contexts = 0
  let listening = 0
  const faults: unknown[] = []
  const subgraph: Subgraph<CountedContext> = {
    name: 'feed',
    typeDefs: `
      type Query { a: Int }
      type Subscription { count(max: Int!): Int  context: Int  faulty: Int  forbidden: Int  late: Int  text: String }
    `,
    resolvers: {
      Subscription: {
        count: {
          async *subscribe(_: unknown, { max }: { max: number }, { signal }: RequestContext) {
            listening += 1
            try {
              for (let count = 1; count <= max; count++) yield { count }
              await new Promise((resolve) => signal?.addEventListener('abort', resolve))
            } finally {
              listening -= 1
            }
          },
        },
        context: {
          async *subscribe() {
            yield {}
            yield {}
          },
          resolve: (_: unknown, __: unknown, { number }: CountedContext) => number,
        },
        faulty: {
          async *subscribe() {
            yield {}
          },
          resolve() {
            throw new Error('password of the database is 1234')
          },
        },
        forbidden: {
          subscribe() {
            throw createError('FORBIDDEN', 'Not you.')
          },
        },
        late: {
          async *subscribe() {
            yield { late: 1 }
            throw new Error('password of the database is 1234')
          },
        },
        text: {
          async *subscribe() {
            yield { text: 'nước 水'.repeat(30_000) }
          },
        },
      },
    } as never,
    createContext(request) {
      contexts += 1
      return { ...request, number: contexts }
    },
  }
  const server = await createSubgraphServer(subgraph, {
    secrets: [secret],
    logger: { debug() {}, info() {}, warn() {}, error: (details) => void faults.push(details) },
    registry: new Registry(),
    nowMs: Date.now,
  })
  let stream: StreamTransport = createInMemoryStream(server)
  if (kind === 'http') {
    const http = createHttpTransport((await server.listen({ port: 0, host: '127.0.0.1' })).toString())
    stream = http.stream
    cleanups.push(http.close)
  }
  cleanups.push(() => server.close())
  return {
    server,
    faults,
    countListening: () => listening,
    countContexts: () => contexts,
    async open(query: string, options: { readonly isUnsigned?: boolean; readonly signal?: AbortSignal } = {}) {
      const body = JSON.stringify({ query })
      const signed = signSubgraphRequest(identity, { subgraph: 'feed', body, secret, nowMs: Date.now() })
      return stream({
        method: 'POST',
        path: '/graphql',
        headers: {
          'content-type': 'application/json',
          accept: 'text/event-stream',
          ...(options.isUnsigned ? {} : signed),
        },
        body,
        signal: options.signal,
      })
    },
  }
}

async function read(body: AsyncIterable<string>): Promise<unknown[]> {
  let text = ''
  for await (const piece of body) text += piece
  const events = text.split('\n\n').filter((event) => event !== '' && event !== ':')
  return events.map((event) => {
    const [, type, data] = /^event: (\w+)\ndata: ?(.*)$/.exec(event) ?? []
    return type === 'next' ? JSON.parse(data ?? '') : type
  })
}

describe.each(['memory', 'http'] as const)('over %s', (kind) => {
  test('events come one by one, each in a context of its own, and complete ends them', async () => {
    const { open } = await start(kind)
    const { status, headers, body } = await open('subscription { context }')
    expect([status, headers['content-type']]).toEqual([200, 'text/event-stream; charset=utf-8'])
    expect(await read(body)).toEqual([{ data: { context: 2 } }, { data: { context: 3 } }, 'complete'])
  })

  test('a character that is cut on its way is whole when it is read', async () => {
    const { open } = await start(kind)
    expect(await read((await open('subscription { text }')).body)).toEqual([
      { data: { text: 'nước 水'.repeat(30_000) } },
      'complete',
    ])
  })

  test('what the router has not signed is refused', async () => {
    const { open, countListening } = await start(kind)
    expect((await open('subscription { count(max: 1) }', { isUnsigned: true })).status).toBe(401)
    expect(countListening()).toBe(0)
  })

  test('faults are masked and logged, refusals keep their code', async () => {
    const { open, faults } = await start(kind)
    const mask = expect.objectContaining({ extensions: expect.objectContaining({ code: 'INTERNAL_SERVER_ERROR' }) })
    expect(await read((await open('subscription { faulty }')).body)).toEqual([
      { data: { faulty: null }, errors: [mask] },
      'complete',
    ])
    expect(await read((await open('subscription { late }')).body)).toEqual([
      { data: { late: 1 } },
      { errors: [mask] },
      'complete',
    ])
    expect(faults.length).toBe(2)
    expect(await read((await open('subscription { forbidden }')).body)).toMatchObject([
      { errors: [{ extensions: { code: 'FORBIDDEN' } }] },
      'complete',
    ])
  })

  test.each([
    ['{', 'GRAPHQL_PARSE_FAILED'],
    ['subscription { nothing }', 'GRAPHQL_VALIDATION_FAILED'],
    ['{ a }', 'BAD_REQUEST'],
  ])('%s is refused with %s', async (query, code) => {
    const { open } = await start(kind)
    expect(await read((await open(query)).body)).toMatchObject([{ errors: [{ extensions: { code } }] }, 'complete'])
  })

  test('a router that leaves stops the source while it waits', async () => {
    const { open, countListening } = await start(kind)
    const leaving = new AbortController()
    const { body } = await open('subscription { count(max: 2) }', { signal: leaving.signal })
    const pieces = body[Symbol.asyncIterator]()
    await pieces.next()
    expect(countListening()).toBe(1)
    leaving.abort()
    await expect(read({ [Symbol.asyncIterator]: () => pieces })).rejects.toThrow()
    await expect.poll(countListening).toBe(0)
  })

  test('a server that closes breaks its streams off instead of waiting for them', async () => {
    const { open, server, countListening } = await start(kind)
    const { body } = await open('subscription { count(max: 1) }')
    const reading = read(body)
    const broken = expect(reading).rejects.toThrow()
    await expect.poll(countListening).toBe(1)
    await server.close()
    await broken
    await expect.poll(countListening).toBe(0)
  })
})

test('a router that does not read holds the source back', async () => {
  const { open, countContexts } = await start('memory')
  let made = 0
  const leaving = new AbortController()
  const { body } = await open('subscription { count(max: 20000) }', { signal: leaving.signal })
  const pieces = body[Symbol.asyncIterator]()
  for (let taken = 0; taken < 3; taken++) made += String((await pieces.next()).value).length
  // What was made beyond what was taken fits the buffers: all of it would be 800 KB.
  leaving.abort()
  for (;;) {
    const piece = await pieces.next().catch(() => null)
    if (piece === null || piece.done) break
    made += piece.value.length
  }
  expect(made).toBeLessThan(100_000)
  expect(countContexts()).toBeLessThan(5_000)
})
