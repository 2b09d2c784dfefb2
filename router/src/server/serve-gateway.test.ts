import { gunzipSync } from 'node:zlib'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { FastifyInstance, InjectOptions } from 'fastify'
import { buildSchema, execute } from 'graphql'
import { Registry } from 'prom-client'
import { afterEach, describe, expect, test } from 'vitest'
import { configSchema } from '../config.ts'
import type { RouterContext } from '../context.ts'
import { createRouterMetrics } from '../metrics/create-router-metrics.ts'
import { limitClients } from '../policies/limit-clients.ts'
import { limitOperation } from '../policies/limit-operation.ts'
import type { OperationPolicy } from '../policies/policy.ts'
import { createMemoryCounters } from '../store/create-memory-counters.ts'
import { serveGateway } from './serve-gateway.ts'

const schema = buildSchema(`
  type Query { hello(name: String = "you", size: Size): String!  big: String  fail: String  own: String  whoami: String }
  type Mutation { change: String }
  enum Size { LARGE SMALL }
`)
const rootValue = {
  hello: ({ name }: { name: string }) => `Hello ${name}`,
  big: () => 'a'.repeat(5_000),
  fail: () => {
    throw new Error('connect ECONNREFUSED 10.0.0.9:5432')
  },
  own: () => {
    throw createError('NOT_FOUND', 'No such thing.', { serviceName: 'http://10.0.0.9:4001' })
  },
  whoami: (_args: unknown, context: RouterContext) =>
    `${context.clientAddress} ${context.clientName} ${context.viewer?.id ?? 'nobody'}`,
}

/** Runs operations on a schema of its own, as the gateway's interface asks. */
function createGateway(): GatewayInterface {
  return {
    onSchemaLoadOrUpdate(callback) {
      callback({ apiSchema: schema, coreSupergraphSdl: '' })
      return () => {}
    },
    load: async () => ({
      executor: async ({ document, request, operationName, context }) =>
        execute({
          schema,
          rootValue,
          document,
          variableValues: request.variables,
          operationName,
          contextValue: context,
        }),
    }),
    stop: async () => {},
  }
}

const servers: { readonly stop: () => Promise<void> }[] = []
afterEach(async () => {
  for (const { stop } of servers.splice(0)) await stop()
})

async function create(environment: Record<string, string> = {}, operation: readonly OperationPolicy[] = []) {
  const config = loadConfig(configSchema, { ROUTER_SUBGRAPH_SECRET: 's'.repeat(32), ...environment })
  const registry = new Registry()
  const lines: { readonly message: string; readonly details: Record<string, unknown> }[] = []
  const log = (details: object, message: string) => void lines.push({ message, details: { ...details } })
  const clients = limitClients([{ name: 'minute', max: config.CLIENT_LIMIT_MINUTE, windowMs: 60_000 }], {
    counters: createMemoryCounters(),
    networkFactor: 0,
  })
  let ids = 0
  const served = await serveGateway(config, {
    gateway: createGateway(),
    getRules: () => ({ fields: new Map(), types: new Map() }),
    policies: {
      authenticate: async (header) => {
        if (header === undefined) return null
        if (header === 'Bearer good') return { id: 'u1', role: 'USER', scopes: [], sessionId: null }
        throw createError('UNAUTHENTICATED', 'The token is not valid.', { http: { status: 401, headers: new Map() } })
      },
      refused: [clients],
      request: [clients],
      document: [
        limitOperation({
          tokens: 1_000,
          depth: 5,
          height: 50,
          rootFields: 20,
          aliases: 20,
          directives: 20,
          fragments: 20,
          listSize: 100,
          valueDepth: 10,
        }),
      ],
      operation,
    },
    metrics: createRouterMetrics(registry),
    registry,
    logger: { debug() {}, info: log, warn: log, error: log },
    knownOperations: new Set(['Known']),
    randomHex(bytes) {
      ids += 1
      return String(ids).padStart(bytes * 2, '0')
    },
    random: () => 0,
  })
  servers.push(served)
  return { server: served.server, stop: served.stop, registry, lines }
}

const post = (server: FastifyInstance, payload: object | string, headers: Record<string, string> = {}) =>
  server.inject({
    method: 'POST',
    url: '/graphql',
    headers: { 'content-type': 'application/json', ...headers },
    payload,
  } as InjectOptions)
const first = (response: { json: () => { errors: { message: string; extensions: Record<string, unknown> }[] } }) =>
  response.json().errors[0]

describe('over HTTP', () => {
  test('answers POST and GET in both media types', async () => {
    const { server } = await create()
    const posted = await post(server, { query: '{ hello }' }, { accept: 'application/graphql-response+json' })
    expect([posted.statusCode, posted.headers['content-type']]).toEqual([
      200,
      'application/graphql-response+json; charset=utf-8',
    ])
    expect(posted.json()).toEqual({ data: { hello: 'Hello you' } })
    const url = `/graphql?query=${encodeURIComponent('query Q($name: String) { hello(name: $name) }')}&variables=${encodeURIComponent('{"name":"Ada"}')}`
    const got = await server.inject({ url, headers: { 'apollo-require-preflight': '1' } })
    expect([got.json().data.hello, got.headers['content-type']]).toEqual([
      'Hello Ada',
      'application/json; charset=utf-8',
    ])
    const mutation = await server.inject({
      url: '/graphql?query=mutation{change}',
      headers: { 'apollo-require-preflight': '1' },
    })
    expect([mutation.statusCode, first(mutation)?.extensions.code]).toEqual([405, 'BAD_REQUEST'])
  })

  test.each<[string, string | object, Record<string, string>, number, string]>([
    ['malformed JSON', '{"query": ', {}, 400, 'BAD_REQUEST'],
    ['an empty body', '', {}, 400, 'BAD_REQUEST'],
    ['no query', {}, {}, 400, 'BAD_REQUEST'],
    ['a query that is no text', { query: 5 }, {}, 400, 'BAD_REQUEST'],
    ['a query that is not GraphQL', { query: '{' }, {}, 400, 'GRAPHQL_PARSE_FAILED'],
    ['an unknown field', { query: '{ nonsense }' }, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'an unknown operation name',
      { query: 'query A { hello }', operationName: 'B' },
      {},
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    [
      'no operation name among several',
      { query: 'query A { hello } query B { hello }' },
      {},
      400,
      'OPERATION_RESOLUTION_FAILURE',
    ],
    ['no operation', { query: 'fragment F on Query { hello }' }, {}, 400, 'GRAPHQL_VALIDATION_FAILED'],
    [
      'a wrong variable',
      { query: 'query ($s: Size) { hello(size: $s) }', variables: { s: 'HUGE' } },
      {},
      400,
      'BAD_USER_INPUT',
    ],
    ['a form', 'query=%7Bhello%7D', { 'content-type': 'application/x-www-form-urlencoded' }, 415, 'BAD_REQUEST'],
    [
      'a request browsers send across sites unasked',
      '{"query":"{ hello }"}',
      { 'content-type': 'text/plain' },
      400,
      'BAD_REQUEST',
    ],
    ['a body over the limit', { query: `{ hello } # ${'a'.repeat(1_100_000)}` }, {}, 413, 'BAD_REQUEST'],
    ['a batch', [{ query: '{ hello }' }], {}, 400, 'BAD_REQUEST'],
    ['a bad token', { query: '{ hello }' }, { authorization: 'Bearer bad' }, 401, 'UNAUTHENTICATED'],
    ['an operation too deep', { query: '{ a { a { a { a { a { a } } } } } }' }, {}, 400, 'OPERATION_LIMIT_EXCEEDED'],
  ])('refuses %s with a registered code', async (_what, payload, headers, status, code) => {
    const { server } = await create()
    const response = await post(server, payload, headers)
    expect([response.statusCode, first(response)?.extensions.code]).toEqual([status, code])
    expect(response.json().data).toBeUndefined()
    expect(response.payload).not.toMatch(/stack|node_modules|FST_/)
  })

  test('reports every wrong variable with its path', async () => {
    const { server } = await create()
    const response = await post(server, {
      query: 'query ($s: Size, $n: String) { hello(size: $s, name: $n) }',
      variables: { s: 'LARG', n: 5 },
    })
    expect(first(response)?.extensions.problems).toMatchObject([{ path: 's' }, { path: 'n' }])
  })

  test('masks what is not registered, with the request id under which it was logged', async () => {
    const { server, lines } = await create()
    const response = await post(server, { query: '{ fail own }' })
    const [fault, own] = response.json().errors
    expect(fault).toMatchObject({
      message: 'Something went wrong on our side.',
      path: ['fail'],
      extensions: { code: 'INTERNAL_SERVER_ERROR', requestId: response.headers['x-request-id'] },
    })
    expect(own).toEqual({
      message: 'No such thing.',
      path: ['own'],
      locations: expect.any(Array),
      extensions: { code: 'NOT_FOUND' },
    })
    expect(response.payload).not.toContain('10.0.0.9')
    const logged = lines.find(({ message }) => message === 'operation failed')
    expect(logged?.details).toMatchObject({
      requestId: response.headers['x-request-id'],
      err: { message: expect.stringContaining('ECONNREFUSED') },
    })
  })

  test('answers a fault of a policy with 500 and no details', async () => {
    const apply = () => {
      throw new Error('secret detail')
    }
    const { server } = await create({}, [{ name: 'faulty', apply }])
    const response = await post(server, { query: '{ hello }' })
    expect([response.statusCode, first(response)?.extensions.code]).toEqual([500, 'INTERNAL_SERVER_ERROR'])
    expect(response.payload).not.toContain('secret')
  })

  test('hides the schema where introspection is off, suggestions too', async () => {
    const { server } = await create({ NODE_ENV: 'production' })
    const asked = await post(server, { query: '{ __schema { queryType { name } } }' })
    expect([asked.statusCode, first(asked)?.extensions.code]).toEqual([400, 'INTROSPECTION_DISABLED'])
    expect((await post(server, { query: '{ helo }' })).payload).not.toContain('hello')
    expect(
      (await post(server, { query: 'query ($s: Size) { hello(size: $s) }', variables: { s: 'LARG' } })).payload,
    ).not.toContain('LARGE')
    expect((await post(server, { query: '{ hello(size: LARG) }' })).payload).not.toContain('LARGE')
    const { server: open } = await create()
    expect(
      (await post(open, { query: '{ __schema { queryType { name } } }' })).json().data.__schema.queryType.name,
    ).toBe('Query')
  })

  test('limits clients with 429 and headers, also by their refused tokens', async () => {
    const { server } = await create({ CLIENT_LIMIT_MINUTE: '2' })
    const passed = await post(server, { query: '{ hello }' })
    expect(passed.headers).toMatchObject({ 'ratelimit-policy': '"minute";q=2;w=60', ratelimit: '"minute";r=1;t=60' })
    expect((await post(server, { query: '{ hello }' }, { authorization: 'Bearer bad' })).statusCode).toBe(401)
    for (const headers of [{}, { authorization: 'Bearer bad' }] as Record<string, string>[]) {
      const refused = await post(server, { query: '{ hello }' }, headers)
      expect([refused.statusCode, refused.headers['retry-after'], first(refused)?.extensions.code]).toEqual([
        429,
        '60',
        'RATE_LIMITED',
      ])
    }
    expect((await post(server, { query: '{ hello }' }, { authorization: 'Bearer good' })).statusCode).toBe(200)
  })

  test('counts every operation of a batch, bounded, each with decisions of its own', async () => {
    const apply: OperationPolicy['apply'] = ({ document, context, variables }) => {
      context.decisions.cost = { estimated: variables.name === 'a' ? 1 : 2 }
      return document
    }
    const { server } = await create({ BATCH_MAX: '3', CLIENT_LIMIT_MINUTE: '4' }, [{ name: 'cost', apply }])
    const one = (name: string) => ({ query: 'query ($name: String) { hello(name: $name) }', variables: { name } })
    const batch = await post(server, [one('a'), one('b')])
    expect(batch.json().map((answer: { extensions: { cost: object } }) => answer.extensions.cost)).toEqual([
      { estimated: 1 },
      { estimated: 2 },
    ])
    const long = await post(server, [one('a'), one('a'), one('a'), one('a')])
    expect([long.statusCode, first(long)?.extensions]).toMatchObject([
      400,
      { code: 'OPERATION_LIMIT_EXCEEDED', limit: 'batch', found: 4, allowed: 3 },
    ])
    expect((await post(server, [one('a'), one('b'), one('c')])).statusCode).toBe(429)
  })

  test('knows the client’s address from trusted proxies only', async () => {
    const ask = (server: FastifyInstance) =>
      server.inject({
        method: 'POST',
        url: '/graphql',
        remoteAddress: '10.1.2.3',
        headers: {
          'content-type': 'application/json',
          'x-forwarded-for': '1.1.1.1, 203.0.113.7',
          'x-client-address': '9.9.9.9',
          'x-user-id': 'admin',
          'apollographql-client-name': 'web <b>\u00e9',
        },
        payload: { query: '{ whoami }' },
      })
    const { server: alone } = await create()
    expect((await ask(alone)).json().data.whoami).toBe('10.1.2.3 web b nobody')
    const { server: behind } = await create({ TRUSTED_PROXIES: '10.0.0.0/8' })
    expect((await ask(behind)).json().data.whoami).toBe('203.0.113.7 web b nobody')
  })

  test('lets pages of listed origins call, and no others', async () => {
    const { server } = await create({ CORS_ORIGINS: 'https://app.example.com' })
    const ask = (origin: string) => post(server, { query: '{ hello }' }, { origin })
    expect((await ask('https://app.example.com')).headers['access-control-allow-origin']).toBe(
      'https://app.example.com',
    )
    expect((await ask('https://evil.example.com')).headers['access-control-allow-origin']).toBeUndefined()
    const { server: development } = await create()
    const studio = await post(development, { query: '{ hello }' }, { origin: 'https://studio.apollographql.com' })
    expect(studio.headers['access-control-allow-origin']).toBe('https://studio.apollographql.com')
  })

  test('compresses large answers and sends security headers', async () => {
    const { server } = await create()
    const response = await post(server, { query: '{ big }' }, { 'accept-encoding': 'gzip' })
    expect(response.headers).toMatchObject({ 'content-encoding': 'gzip', 'x-content-type-options': 'nosniff' })
    expect(JSON.parse(gunzipSync(response.rawPayload).toString()).data.big).toHaveLength(5_000)
    expect((await post(server, { query: '{ big }' }, { 'accept-encoding': 'br' })).headers['content-encoding']).toBe(
      'br',
    )
  })

  test('opens Sandbox in a browser and serves all of GraphiQL itself, where introspection is on', async () => {
    const { server } = await create()
    const page = await server.inject({
      url: '/graphql',
      headers: { accept: 'text/html,application/xhtml+xml,*/*;q=0.8' },
    })
    expect(page.headers['content-type']).toContain('text/html')
    expect(page.payload).toContain('/graphiql/sandbox.js')
    const local = await server.inject('/graphiql')
    // An icon in the page keeps browsers from asking for one.
    const named = [...local.payload.matchAll(/(?:src|href)="([^"]+)"/g)].map(([, url]) => url ?? '')
    const scripts = named.filter((url) => url !== 'data:,')
    expect(scripts).toHaveLength(5)
    for (const url of [...scripts, '/graphiql/sandbox.js']) {
      expect(url).toMatch(/^\/graphiql\//)
      expect([url, (await server.inject(url)).statusCode]).toEqual([url, 200])
    }
    const { server: closed } = await create({ NODE_ENV: 'production' })
    expect((await closed.inject('/graphiql')).statusCode).toBe(404)
    expect((await closed.inject({ url: '/graphql', headers: { accept: 'text/html' } })).statusCode).toBe(400)
  })

  test('writes one line for a request, without its token, variables or text', async () => {
    const { server, lines } = await create()
    const traceparent = '00-0af7651916cd43dd8448eb211c80319c-b7ad6b7169203331-01'
    await post(
      server,
      { query: 'query Known($name: String) { hello(name: $name) }', variables: { name: 'private' } },
      { authorization: 'Bearer good', traceparent },
    )
    await post(server, { query: '{ hello }' }, { authorization: 'Bearer bad' })
    const requests = lines.filter(({ message }) => message === 'request')
    expect(requests.map(({ details }) => details)).toMatchObject([
      {
        traceId: '0af7651916cd43dd8448eb211c80319c',
        status: 200,
        route: '/graphql',
        operations: [{ name: 'Known', type: 'query', outcome: 'ok', codes: [] }],
        durationMs: expect.any(Number),
      },
      { status: 401, operations: [] },
    ])
    expect(JSON.stringify(lines)).not.toMatch(/private|good|bad|hello/)
  })

  test('counts operations by known names, and refusals by policy and code', async () => {
    const { server, registry } = await create({ CLIENT_LIMIT_MINUTE: '3' })
    await post(server, { query: 'query Known { hello }' }, { 'apollographql-client-name': 'web' })
    await post(server, { query: 'query Unknown { hello own }' })
    await post(server, { query: '{ nonsense }' })
    await post(server, { query: '{ hello }' })
    const text = await registry.metrics()
    expect(text).toContain('graphql_operations_total{operation="Known",type="query",client="web",outcome="ok"} 1')
    expect(text).toContain('graphql_operations_total{operation="other",type="query",client="none",outcome="partial"} 1')
    expect(text).toContain(
      'graphql_operations_total{operation="other",type="unknown",client="none",outcome="refused"} 1',
    )
    expect(text).toContain('graphql_refusals_total{policy="limit-clients",code="RATE_LIMITED"} 1')
    expect(text).toContain('http_requests_total{method="POST",route="/graphql",status="429"} 1')
  })

  test('finishes what is in flight before it ends', async () => {
    let begin = () => {}
    let finish = () => {}
    const begun = new Promise<void>((resolve) => {
      begin = resolve
    })
    const held = new Promise<void>((resolve) => {
      finish = resolve
    })
    const apply: OperationPolicy['apply'] = async ({ document }) => {
      begin()
      await held
      return document
    }
    const { server, stop } = await create({}, [{ name: 'slow', apply }])
    const url = await server.listen({ port: 0, host: '127.0.0.1' })
    const headers = { 'content-type': 'application/json' }
    const answer = fetch(`${url}/graphql`, { method: 'POST', headers, body: '{"query":"{ hello }"}' })
    await begun
    const stopped = stop()
    finish()
    expect(await (await answer).json()).toEqual({ data: { hello: 'Hello you' } })
    await stopped
    await expect(fetch(`${url}/healthz`)).rejects.toThrow()
  })
})
