import { once } from 'node:events'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { createInMemoryStream } from '@ree-ai/kit/transport/create-in-memory-stream'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import { createClient as createSseClient } from 'graphql-sse'
import { createClient as createSocketClient } from 'graphql-ws'
import { SignJWT } from 'jose'
import { Registry } from 'prom-client'
import { WebSocket } from 'ws'
import { configSchema } from '../config.ts'
import { composeTestSupergraph } from '../execution/start-test-graph.ts'
import { createRouter, type Router } from '../router.ts'
import { connectTo } from '../supergraph/connect-to.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import { scheduleTimer } from '../supergraph/sources/schedule-timer.ts'
import type { SupergraphSource } from '../supergraph/sources/supergraph-source.ts'
import { createTestHub } from './create-test-hub.ts'

const secret = 'a secret of the test that is long enough'
const key = 'another secret of the test, long enough'

const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@authenticated", "@requiresScopes", "@cost", "@listSize"])
    @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
    @composeDirective(name: "@rateLimit")
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
`

export interface Price {
  readonly id: string
  readonly amount: number
}

/** For tests: a router with real subgraphs, of which one sends prices as events and the other knows their names. */
export async function startTestFeed(
  environment: Record<string, string> = {},
  options: { readonly schedule?: Schedule; readonly nowMs?: () => number; readonly overHttp?: boolean } = {},
) {
  const hub = createTestHub<Price>()
  const nowMs = options.nowMs ?? Date.now
  const ended: { id: string; endedAtMs: number }[] = []
  const listen = { subscribe: (_: unknown, __: unknown, { signal }: RequestContext) => hub.listen(signal) }
  const events = (field: string) => ({
    async *subscribe(root: unknown, args: unknown, context: RequestContext) {
      for await (const price of listen.subscribe(root, args, context)) yield { [field]: price }
    },
  })
  const feed: Subgraph<RequestContext> = {
    name: 'feed',
    typeDefs: `${links}
      type Query { latest: Int  whoami: String }
      type Mutation { publish(amount: Int!): Int }
      type Subscription {
        price: Price!
        guarded: Price @authenticated
        limited: Price @rateLimit(max: 1, window: "1m")
        prices(first: Int): [Price!]! @listSize(slicingArguments: ["first"], requireOneSlicingArgument: false)
        refused: Price
      }
      type Price @key(fields: "id") { id: ID!  amount: Int!  broken: String }
    `,
    resolvers: {
      Query: {
        latest: () => 1,
        whoami: (_: unknown, __: unknown, { viewer }: RequestContext) => viewer?.id ?? 'nobody',
      },
      Mutation: {
        publish(_: unknown, { amount }: { amount: number }) {
          hub.publish({ id: 'p1', amount })
          return amount
        },
      },
      Subscription: {
        price: events('price'),
        guarded: events('guarded'),
        limited: events('limited'),
        prices: events('prices'),
        refused: {
          subscribe() {
            throw createError('FORBIDDEN', 'Not this feed.')
          },
        },
      },
      Price: {
        broken() {
          throw new Error('password of the database is 1234')
        },
      },
    } as never,
    createContext: (request) => request,
  }
  const catalog: Subgraph<RequestContext> = {
    name: 'users',
    typeDefs: `${links}
      type Query { hello: String }
      type Price @key(fields: "id") { id: ID!  name: String!  note: String @requiresScopes(scopes: [["notes:read"]]) }
    `,
    resolvers: {
      Price: { __resolveReference: ({ id }: { id: string }) => ({ id, name: `Price ${id}`, note: `note of ${id}` }) },
    },
    createContext: (request) => request,
    addRoutes(server) {
      server.get('/ended-sessions', async () => ({ sessions: ended, cursor: 'c', hasMore: false }))
    },
  }
  const logger = { debug() {}, info() {}, warn() {}, error() {} }
  const servers = await Promise.all(
    [feed, catalog].map(async (subgraph) => {
      const server = await createSubgraphServer(subgraph, {
        secrets: [secret],
        logger,
        registry: new Registry(),
        nowMs,
      })
      if (options.overHttp) await server.listen({ port: 0 })
      return { name: subgraph.name, server }
    }),
  )
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: secret,
    NODE_ENV: 'test',
    JWT_ALGORITHM: 'HS256',
    JWT_SECRET_KEY: key,
    JWT_CLOCK_TOLERANCE_SECONDS: '0',
    ...environment,
  })
  const registry = new Registry()
  let replace: ((sdl: string) => Promise<void>) | null = null
  const sdl = composeTestSupergraph({ feed, users: catalog })
  const supergraph: SupergraphSource = {
    description: 'the test',
    isLocal: true,
    load: async () => sdl,
    watch(onChange) {
      replace = onChange
      return () => {}
    },
  }
  const memory = connectTo(
    Object.fromEntries(servers.map(({ name, server }) => [name, createInMemoryTransport(server)])),
    Object.fromEntries(servers.map(({ name, server }) => [name, createInMemoryStream(server)])),
  )
  const router: Router = await createRouter(config, {
    supergraph,
    connect: options.overHttp
      ? ({ name }) => {
          const address = servers.find((server) => server.name === name)?.server.server.address()
          if (typeof address !== 'object' || address === null) throw new Error('not listening')
          return createHttpTransport(`http://127.0.0.1:${address.port}`)
        }
      : memory,
    registry,
    logger,
    nowMs,
    schedule: options.schedule ?? scheduleTimer,
  })
  router.start()
  const url = await router.server.listen({ port: 0 })
  const socketUrl = `${url.replace('http', 'ws')}/graphql`
  let isStopped = false

  return {
    hub,
    url,
    socketUrl,
    registry,
    /** Ends a session as the users subgraph would tell. */
    endSession: (id: string) => void ended.push({ id, endedAtMs: nowMs() }),
    /** Puts a slightly different supergraph in place. */
    reload: async () =>
      await replace?.(
        composeTestSupergraph({ feed: { ...feed, typeDefs: `${feed.typeDefs} type New { a: Int }` }, users: catalog }),
      ),
    signIn: (claims: object = {}, livesSeconds = 3_600) =>
      new SignJWT({ role: 'USER', scope: '', sid: 'session-1', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('u7')
        .setIssuer('ree-ai-users')
        .setAudience('ree-ai-router')
        .setIssuedAt(Math.floor(nowMs() / 1_000))
        .setExpirationTime(Math.floor(nowMs() / 1_000) + livesSeconds)
        .sign(new TextEncoder().encode(key)),
    socketClient: (connectionParams: Record<string, unknown> = {}) =>
      createSocketClient({ url: socketUrl, webSocketImpl: WebSocket, retryAttempts: 0, connectionParams }),
    sseClient: (headers: Record<string, string> = {}, path = '/graphql') =>
      createSseClient({ url: `${url}${path}`, retryAttempts: 0, headers }),
    /** A bare WebSocket, open. */
    async openSocket(socketOptions: ConstructorParameters<typeof WebSocket>[2] = {}) {
      const socket = new WebSocket(socketUrl, 'graphql-transport-ws', socketOptions)
      await once(socket, 'open')
      return socket
    },
    async read(metric: string) {
      const found = await registry.getSingleMetric(metric)?.get()
      return found?.values ?? []
    },
    stopSubgraphs: () => Promise.all(servers.map(({ server }) => server.close())),
    stopRouter: () => {
      isStopped = true
      return router.stop()
    },
    async stop() {
      if (!isStopped) await router.stop()
      await Promise.all(servers.map(({ server }) => server.close()))
    },
  }
}

export type TestFeed = Awaited<ReturnType<typeof startTestFeed>>
