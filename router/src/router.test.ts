import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createRouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import { parse } from 'graphql'
import { exportJWK, generateKeyPair, SignJWT } from 'jose'
import { Registry } from 'prom-client'
import { afterAll, beforeAll, describe, expect, test, vi } from 'vitest'
import { configSchema } from './config.ts'
import { composeTestSupergraph } from './execution/start-test-graph.ts'
import { createRouter, type Router } from './router.ts'
import { connectTo } from './supergraph/connect-to.ts'
import { createStaticSource } from './supergraph/sources/create-static-source.ts'

const secret = 'a secret of the test that is long enough'
const silent = { debug() {}, info() {}, warn() {}, error() {} }
const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@external", "@composeDirective", "@authenticated", "@requiresScopes", "@cost", "@listSize"])
    @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
    @composeDirective(name: "@rateLimit")
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
`
const ended: { id: string; endedAtMs: number }[] = []
const { publicKey, privateKey } = await generateKeyPair('EdDSA', { extractable: true })
const jwk = { ...(await exportJWK(publicKey)), kid: 'one', alg: 'EdDSA' }

const users: Subgraph<RequestContext> = {
  name: 'users',
  typeDefs: `${links}
    type Query {
      me: User @authenticated
      user(id: ID!): User @requiresScopes(scopes: [["users:read"]])
      secrets: [String!] @requiresScopes(scopes: [["secrets:read"]])
      login(email: String!): String @rateLimit(max: 3, window: "1m", identityArgs: ["email"])
      identity: String
    }
    type User @key(fields: "id") { id: ID!  name: String! }
  `,
  resolvers: {
    Query: {
      me: (_: unknown, __: unknown, context: RequestContext) => ({ id: context.viewer?.id, name: 'Ada' }),
      user: (_: unknown, { id }: { id: string }) => ({ id, name: 'Ada' }),
      secrets: () => ['the secret'],
      login: () => 'token',
      identity: (_: unknown, __: unknown, { viewer, clientAddress, requestId }: RequestContext) =>
        JSON.stringify({ viewer, clientAddress, requestId }),
    },
    User: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `User ${id}` }) },
  },
  createContext: (request) => request,
  addRoutes(server) {
    server.get('/.well-known/jwks.json', async () => ({ keys: [jwk] }))
    server.get('/ended-sessions', async () => ({ sessions: ended, cursor: 'c', hasMore: false }))
  },
}
const homes: Subgraph<RequestContext> = {
  name: 'homes',
  typeDefs: `${links}
    type Query {
      homes(first: Int = 2): [Home!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
      broken: String
      missing: String
    }
    type Home { id: ID!  owner: User! }
    type User @key(fields: "id", resolvable: false) { id: ID! }
  `,
  resolvers: {
    Query: {
      homes: (_: unknown, { first }: { first: number }) =>
        Array.from({ length: Math.min(first, 5) }, (__, index) => ({
          id: String(index),
          owner: { id: `u${index % 2}` },
        })),
      broken: () => {
        throw new Error('password of the database is 1234')
      },
      missing: () => {
        throw createError('NOT_FOUND', 'There is no such home.')
      },
    },
  },
  createContext: (request) => request,
}

const supergraphSdl = composeTestSupergraph({ users, homes })
let usersIsUp = true
let router: Router
let url: string
const stops: (() => Promise<unknown>)[] = []

async function start(environment: Record<string, string> = {}) {
  const servers = await Promise.all(
    [users, homes].map((subgraph) =>
      createSubgraphServer(subgraph, { secrets: [secret], logger: silent, registry: new Registry(), nowMs: Date.now }),
    ),
  )
  const [toUsers, toHomes] = servers.map((server) => createInMemoryTransport(server))
  if (!toUsers || !toHomes) throw new Error('no servers')
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: secret,
    NODE_ENV: 'test',
    CLIENT_LIMIT_MINUTE: '10000',
    ...environment,
  })
  const started = await createRouter(config, {
    supergraph: createStaticSource(supergraphSdl),
    connect: connectTo({
      users: async (request) => {
        if (!usersIsUp) throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.9:4001'), { code: 'ECONNREFUSED' })
        return toUsers(request)
      },
      homes: toHomes,
    }),
    registry: new Registry(),
    logger: silent,
    nowMs: Date.now,
    knownOperations: new Set(['Homes']),
  })
  started.start()
  stops.push(started.stop, ...servers.map((server) => () => server.close()))
  return started
}

const signIn = (claims: object = {}, atSeconds = Math.floor(Date.now() / 1000)) =>
  new SignJWT({ role: 'USER', scope: 'users:read', sid: 'session-1', ...claims })
    .setProtectedHeader({ alg: 'EdDSA', kid: 'one' })
    .setSubject('u7')
    .setIssuer('ree-ai-users')
    .setAudience('ree-ai-router')
    .setIssuedAt(atSeconds)
    .setExpirationTime(atSeconds + 3_600)
    .sign(privateKey)

async function ask(
  query: string,
  options: { readonly token?: string; readonly headers?: Record<string, string>; readonly at?: string } = {},
) {
  const response = await fetch(`${options.at ?? url}/graphql`, {
    method: 'POST',
    headers: {
      'content-type': 'application/json',
      ...(options.token ? { authorization: `Bearer ${options.token}` } : {}),
      ...options.headers,
    },
    body: JSON.stringify({ query }),
  })
  const body = (await response.json()) as {
    data?: Record<string, unknown>
    errors?: { message: string; path?: unknown; extensions: Record<string, unknown> }[]
    extensions?: Record<string, unknown>
  }
  return { status: response.status, headers: response.headers, ...body }
}

beforeAll(async () => {
  router = await start()
  url = await router.server.listen({ port: 0, host: '127.0.0.1' })
})
afterAll(async () => {
  for (const stop of stops) await stop()
})

describe('the router over HTTP', () => {
  test('joins two subgraphs, and tells the cost', async () => {
    const answer = await ask('query Homes { homes { id owner { name } } }')
    expect(answer.data).toEqual({
      homes: [
        { id: '0', owner: { name: 'User u0' } },
        { id: '1', owner: { name: 'User u1' } },
      ],
    })
    expect(answer.extensions?.cost).toMatchObject({
      estimated: expect.any(Number),
      actual: expect.any(Number),
      maximum: 5_000,
    })
    expect(answer.headers.get('ratelimit')).toMatch(/^"minute";r=\d+;t=\d+/)
  })

  test('tells subgraphs who asks, whatever the client’s own headers say', async () => {
    const headers = {
      'x-user-id': 'admin',
      'x-user-role': 'ADMIN',
      'x-request-id': 'mine',
      'x-client-address': '9.9.9.9',
      'x-forwarded-for': '9.9.9.9',
    }
    const answer = await ask('{ me { id } identity }', { token: await signIn(), headers })
    expect(answer.data?.me).toEqual({ id: 'u7' })
    expect(JSON.parse(String(answer.data?.identity))).toEqual({
      viewer: { id: 'u7', role: 'USER', scopes: ['users:read'], sessionId: 'session-1' },
      clientAddress: '127.0.0.1',
      requestId: answer.headers.get('x-request-id'),
    })
    expect(JSON.parse(String((await ask('{ identity }', { headers })).data?.identity)).viewer).toBeNull()
  })

  test('leaves out fields the viewer may not see, and answers the rest', async () => {
    const answer = await ask('{ secrets homes { id } }', { token: await signIn() })
    expect(answer).toMatchObject({ status: 200, data: { secrets: null, homes: [{ id: '0' }, { id: '1' }] } })
    expect(answer.errors).toMatchObject([{ path: ['secrets'], extensions: { code: 'UNAUTHORIZED_FIELD_OR_TYPE' } }])
  })

  test('refuses an expired token, and one whose session has ended a moment ago', async () => {
    const expired = await ask('{ homes { id } }', { token: await signIn({}, 1_000) })
    expect([expired.status, expired.errors?.[0]?.extensions.code, expired.data]).toEqual([
      401,
      'UNAUTHENTICATED',
      undefined,
    ])
    const token = await signIn({ sid: 'session-2' })
    expect((await ask('{ me { id } }', { token })).status).toBe(200)
    ended.push({ id: 'session-2', endedAtMs: Date.now() })
    await vi.waitFor(async () => expect((await ask('{ me { id } }', { token })).status).toBe(401), { timeout: 5_000 })
  })

  test('refuses an operation over its cost before anything is fetched', async () => {
    const answer = await ask('{ homes(first: 100000) { id } }')
    expect([answer.status, answer.errors?.[0]?.extensions]).toMatchObject([
      400,
      { code: 'COST_ESTIMATED_TOO_EXPENSIVE', cost: { maximum: 5_000 } },
    ])
  })

  test('lets a rate-limited field pass exactly as often as it may, aliases counted', async () => {
    const aliases = (email: string, count: number) =>
      `{ homes { id } ${Array.from({ length: count }, (_, index) => `a${index}: login(email: "${email}")`).join(' ')} }`
    const answer = await ask(aliases('ada@example.com', 5))
    expect(answer.data).toMatchObject({
      homes: expect.any(Array),
      a0: 'token',
      a1: 'token',
      a2: 'token',
      a3: null,
      a4: null,
    })
    expect(answer.errors?.map(({ path, extensions }) => [path, extensions.code, extensions.retryAfterSeconds])).toEqual(
      [
        [['a3'], 'RATE_LIMITED', 60],
        [['a4'], 'RATE_LIMITED', 60],
      ],
    )
    expect((await ask(aliases('bob@example.com', 3))).errors).toBeUndefined()
  })

  test('lets exactly as many pass when all ask at once', async () => {
    const answers = await Promise.all(Array.from({ length: 50 }, () => ask('{ login(email: "all@example.com") }')))
    expect(answers.filter(({ data }) => data?.login === 'token')).toHaveLength(3)
  })

  test('masks faults of subgraphs and keeps their registered errors', async () => {
    const answer = await ask('{ broken missing }')
    expect(answer.errors).toMatchObject([
      { path: ['broken'], extensions: { code: 'INTERNAL_SERVER_ERROR' } },
      { path: ['missing'], message: 'There is no such home.', extensions: { code: 'NOT_FOUND' } },
    ])
    expect(JSON.stringify(answer)).not.toMatch(/1234|homes\.internal|stack/)
  })

  test('answers what it can while a subgraph is down, and says so at /readyz', async () => {
    usersIsUp = false
    const isolated = await start()
    const at = await isolated.server.listen({ port: 0, host: '127.0.0.1' })
    const answer = await ask('{ homes { id } login(email: "down@example.com") }', { at })
    expect(answer.data).toEqual({ homes: [{ id: '0' }, { id: '1' }], login: null })
    expect(answer.errors).toMatchObject([{ extensions: { code: 'SUBREQUEST_HTTP_ERROR' } }])
    expect(JSON.stringify(answer)).not.toContain('10.0.0.9')
    const ready = await fetch(`${at}/readyz`)
    expect([ready.status, await ready.json()]).toEqual([
      200,
      { status: 'ready', supergraph: 'loaded', endedSessions: 'unknown', subgraphs: { users: 'down', homes: 'up' } },
    ])
    expect((await isolated.admin.inject('/metrics')).payload).toContain('service_health{service="users"} 0')
    usersIsUp = true
  })

  test('a service calls as itself, without limits', async () => {
    const limited = await start({ CLIENT_LIMIT_MINUTE: '1' })
    const at = await limited.server.listen({ port: 0, host: '127.0.0.1' })
    const transport = createHttpTransport(at)
    const call = createRouterClient({
      service: 'rag',
      scopes: ['secrets:read'],
      secret,
      transport: transport.send,
      nowMs: Date.now,
    })
    for (let calls = 0; calls < 5; calls++)
      expect(await call(parse('{ secrets login(email: "rag@example.com") }'), {})).toEqual({
        secrets: ['the secret'],
        login: 'token',
      })
    await transport.close()
  })

  test('metrics stand on the operator’s door alone: resolvers, fetches, refusals, costs', async () => {
    const { payload } = await router.admin.inject('/metrics')
    expect(payload).toMatch(
      /^graphql_operations_total\{operation="Homes",type="query",client="none",outcome="ok"\} 1$/m,
    )
    expect(payload).toMatch(
      /^graphql_resolver_duration_seconds_count\{subgraph="homes",type="Query",field="homes"\} \d+$/m,
    )
    expect(payload).toMatch(/^graphql_resolvers_total\{subgraph="users",type="User",field="name"\} \d+$/m)
    expect(payload).toMatch(/^graphql_resolver_errors_total\{subgraph="homes",type="Query",field="broken"\} 1$/m)
    expect(payload).toMatch(/^subgraph_fetches_total\{subgraph="homes",outcome="ok"\} \d+$/m)
    expect(payload).toMatch(/^graphql_refusals_total\{policy="limit-fields",code="RATE_LIMITED"\} \d+$/m)
    expect(payload).toMatch(/^graphql_refusals_total\{policy="limit-cost",code="COST_ESTIMATED_TOO_EXPENSIVE"\} 1$/m)
    expect(payload).toMatch(/^graphql_refusals_total\{policy="authorize",code="UNAUTHORIZED_FIELD_OR_TYPE"\} \d+$/m)
    expect(payload).toMatch(/^graphql_refusals_total\{policy="authenticate",code="UNAUTHENTICATED"\} \d+$/m)
    expect(payload).toMatch(/^graphql_operation_cost_count\{kind="actual"\} \d+$/m)
    expect((await fetch(`${url}/metrics`)).status).toBe(404)
  })

  test('refuses a supergraph whose @rateLimit has no time', async () => {
    const config = loadConfig(configSchema, { ROUTER_SUBGRAPH_SECRET: secret })
    const deps = { connect: connectTo({}), logger: silent, nowMs: Date.now }
    await expect(
      createRouter(config, {
        ...deps,
        registry: new Registry(),
        supergraph: createStaticSource(supergraphSdl.replace('"1m"', '"soon"')),
      }),
    ).rejects.toThrow('"soon"')
    const supergraph = createStaticSource(supergraphSdl)
    await expect(createRouter(config, { ...deps, registry: new Registry(), supergraph })).rejects.toThrow(
      'no way to the subgraph',
    )
  })
})
