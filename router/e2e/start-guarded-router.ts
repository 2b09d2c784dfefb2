import { setMaxListeners } from 'node:events'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createInMemoryStream } from '@ree-ai/kit/transport/create-in-memory-stream'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { SignJWT } from 'jose'
import { Registry } from 'prom-client'
import { configSchema } from '../src/config.ts'
import { hashText } from '../src/documents/hash-text.ts'
import { createTrustedDocuments } from '../src/documents/trusted-documents.ts'
import { composeTestSupergraph } from '../src/execution/start-test-graph.ts'
import { createRouter } from '../src/router.ts'
import { createTestHub } from '../src/subscriptions/create-test-hub.ts'
import { connectTo } from '../src/supergraph/connect-to.ts'
import type { SupergraphSource } from '../src/supergraph/sources/supergraph-source.ts'

/** What a subgraph does with the next requests. */
export type Behaviour = 'answers' | 'hangs' | 'is away' | 'fails' | 'redirects' | 'talks nonsense'

/** An answer, as far as refusals are concerned. */
export interface GuardedAnswer {
  readonly status: number
  readonly headers: Headers
  readonly text: string
  /** The codes of its errors. */
  readonly codes: readonly string[]
}

/** What requests to its subgraphs are signed with. */
export const subgraphSecret = 'a secret of the test that is long enough'
const key = 'another secret of the test, long enough'
/** The one document that is trusted. */
export const trustedQuery = 'query Hello { hello }'

const links = `
  extend schema
    @link(url: "https://specs.apollo.dev/federation/v2.9", import: ["@key", "@composeDirective", "@authenticated", "@requiresScopes", "@cost", "@listSize"])
    @link(url: "https://specs.ree-ai.dev/rate-limit/v1.0", import: ["@rateLimit"])
    @composeDirective(name: "@rateLimit")
  directive @rateLimit(max: Int!, window: String!, identityArgs: [String!], arrayLengthField: String, message: String) on FIELD_DEFINITION
`

const openTypeDefs = `${links}
  type Query {
    hello(name: String, size: Size, tags: [String!], filter: Filter): String
    constructor: String
    identity: String
    secret: String @authenticated
    limited: String @rateLimit(max: 1, window: "1h")
    signIn(name: String!, code: Int): String @rateLimit(max: 3, window: "1h", identityArgs: ["name"])
    dear: String @cost(weight: 1000)
    pages(first: Int, last: Int): [Person!]! @listSize(slicingArguments: ["first", "last"])
    people: [Person!]!
    fault: String
    unregistered: String
  }
  type Mutation { change: String }
  type Subscription { ticks: Tick }
  type Tick { text: String }
  type Person @key(fields: "id") { id: ID!  name: String  friends: [Person!]!  phone: String @requiresScopes(scopes: [["phones"]]) }
  enum Size { LARGE SMALL }
  input Filter { and: Filter  tags: [String!] }
`
const weakTypeDefs = `${links}
  type Query { weak: String }
  type Person @key(fields: "id") { id: ID!  score: Int }
`

/** A slightly different supergraph, to be reloaded. */
const nextTypeDefs = `${weakTypeDefs} type New { a: Int }`
const compose = (weak: string) => composeTestSupergraph({ open: { typeDefs: openTypeDefs }, weak: { typeDefs: weak } })
const supergraphs = new Map<string, string>()
const composeOnce = (weak: string) => {
  const sdl = supergraphs.get(weak) ?? compose(weak)
  supergraphs.set(weak, sdl)
  return sdl
}

/**
 * For tests: a whole router, listening, before two subgraphs of which one behaves as told. Everything it can refuse is in its graph.
 * Settings are the defaults but for HS256 tokens, no list of ended sessions, and a roomier limit by minute.
 */
export async function startGuardedRouter(
  environment: Readonly<Record<string, string>> = {},
  options: { readonly hasSupergraph?: boolean } = {},
) {
  const hub = createTestHub<{ readonly text: string }>()
  const seen: { path: string; headers: Readonly<Record<string, string>>; body: string }[] = []
  const lines: { message: string; details: Record<string, unknown> }[] = []
  let behaviour: Behaviour = 'answers'
  let replace: ((sdl: string) => Promise<void>) | null = null
  const person = { __typename: 'Person', id: '1', name: 'Ada', phone: '555' }
  const open: Subgraph<RequestContext> = {
    name: 'open',
    typeDefs: openTypeDefs,
    resolvers: {
      Query: {
        hello: (_: unknown, { name }: { name?: string }) => `hello ${name ?? 'you'}`,
        identity: (_: unknown, __: unknown, { viewer, clientAddress }: RequestContext) =>
          JSON.stringify({ viewer, clientAddress }),
        secret: () => 'the secret',
        pages: () => [person],
        dear: () => 'bought',
        limited: () => 'used',
        signIn: () => 'wrong',
        people: () => [person],
        fault() {
          throw new Error('connect ECONNREFUSED 10.0.0.9:5432 password=hunter2')
        },
        unregistered() {
          throw Object.assign(new Error('inner words'), { extensions: { code: 'SECRET_INNER_CODE' } })
        },
      },
      Mutation: { change: () => 'changed' },
      Subscription: {
        ticks: {
          async *subscribe(_: unknown, __: unknown, { signal }: RequestContext) {
            for await (const ticks of hub.listen(signal)) yield { ticks }
          },
        },
      },
      Person: { __resolveReference: () => person, friends: () => [] },
    } as never,
    createContext: (request) => request,
  }
  const weak: Subgraph<RequestContext> = {
    name: 'weak',
    typeDefs: weakTypeDefs,
    resolvers: { Query: { weak: () => 'strong' }, Person: { __resolveReference: () => ({ id: '1', score: 1 }) } },
    createContext: (request) => request,
  }
  const silent = { debug() {}, info() {}, warn() {}, error() {} }
  const servers = await Promise.all(
    [open, weak].map((subgraph) =>
      createSubgraphServer(subgraph, {
        secrets: [subgraphSecret],
        logger: silent,
        registry: new Registry(),
        nowMs: Date.now,
      }),
    ),
  )
  const [openServer, weakServer] = servers
  if (openServer === undefined || weakServer === undefined) throw new Error('two servers were made')
  const toOpen = createInMemoryTransport(openServer)
  const toWeak = createInMemoryTransport(weakServer)
  const spyOpen: Transport = (request) => {
    seen.push({ path: request.path, headers: request.headers, body: request.body ?? '' })
    return toOpen(request)
  }
  const behave: Transport = async (request) => {
    const { signal } = request
    seen.push({ path: request.path, headers: request.headers, body: request.body ?? '' })
    switch (behaviour) {
      case 'hangs':
        return new Promise((_resolve, reject) => signal?.addEventListener('abort', () => reject(signal.reason)))
      case 'is away':
        throw Object.assign(new Error('connect ECONNREFUSED 10.0.0.9:4001'), { code: 'ECONNREFUSED' })
      case 'fails':
        return { status: 500, headers: {}, body: 'stack trace at 10.0.0.9' }
      case 'redirects':
        return { status: 302, headers: { location: 'http://169.254.169.254/latest/meta-data' }, body: '' }
      case 'talks nonsense':
        return { status: 200, headers: {}, body: '<html>10.0.0.9</html>' }
      default:
        return toWeak(request)
    }
  }
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: subgraphSecret,
    NODE_ENV: 'test',
    JWT_ALGORITHM: 'HS256',
    JWT_SECRET_KEY: key,
    CLIENT_LIMIT_MINUTE: '1000',
    ENDED_SESSIONS: 'off',
    ...environment,
  })
  const hasSupergraph = options.hasSupergraph ?? true
  const supergraph: SupergraphSource = {
    description: 'the test',
    isLocal: hasSupergraph,
    async load() {
      if (!hasSupergraph) throw new Error('connect ECONNREFUSED 10.0.0.9:80')
      return composeOnce(weakTypeDefs)
    },
    watch(onChange) {
      replace = onChange
      return () => {}
    },
  }
  const log = (details: object, message: string) => void lines.push({ message, details: { ...details } })
  const registry = new Registry()
  const router = await createRouter(config, {
    supergraph,
    connect: connectTo({ open: spyOpen, weak: behave }, { open: createInMemoryStream(openServer) }),
    readTrusted: () =>
      createTrustedDocuments([{ id: hashText(trustedQuery), name: 'Hello', type: 'query', body: trustedQuery }]),
    registry,
    logger: { debug() {}, info: log, warn: log, error: log },
    nowMs: Date.now,
  })
  const url = await router.server.listen({ port: 0, host: '127.0.0.1' })
  const adminUrl = await router.admin.listen({ port: 0, host: '127.0.0.1' })
  router.start()
  const controller = new AbortController()
  setMaxListeners(0, controller.signal)
  let stopping: Promise<void> | null = null

  async function send(path: string, init: RequestInit = {}): Promise<GuardedAnswer> {
    const response = await fetch(`${url}${path}`, { signal: controller.signal, ...init })
    const text = await response.text()
    return { status: response.status, headers: response.headers, text, codes: readCodes(text) }
  }

  const stopRouter = () => {
    stopping ??= router.stop()
    return stopping
  }

  return {
    url,
    adminUrl,
    port: Number(new URL(url).port),
    hub,
    /** What the subgraphs were sent. */
    seen,
    /** What the router logged. */
    lines,
    /** The subgraph `open`, at its own door. */
    openServer,
    send,
    post: (body: unknown, headers: Record<string, string> = {}) =>
      send('/graphql', {
        method: 'POST',
        headers: { 'content-type': 'application/json', accept: 'application/graphql-response+json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      }),
    signIn: (claims: object = {}, livesSeconds = 3_600) =>
      new SignJWT({ role: 'USER', scope: '', ...claims })
        .setProtectedHeader({ alg: 'HS256' })
        .setSubject('u7')
        .setIssuer('ree-ai-users')
        .setAudience('ree-ai-router')
        .setIssuedAt()
        .setExpirationTime(Math.floor(Date.now() / 1_000) + livesSeconds)
        .sign(new TextEncoder().encode(key)),
    /** What the subgraph `weak` does from now on. */
    behave: (next: Behaviour) => {
      behaviour = next
    },
    reload: async () => await replace?.(composeOnce(nextTypeDefs)),
    readMetrics: async () => (await fetch(`${adminUrl}/metrics`)).text(),
    /** Begins to stop. */
    stopRouter,
    async stop() {
      controller.abort()
      await stopRouter()
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}

export type GuardedRouter = Awaited<ReturnType<typeof startGuardedRouter>>

/** The codes of the errors in a JSON answer, a batch of them, or a stream of events. */
export function readCodes(text: string): readonly string[] {
  return Array.from(text.matchAll(/"code":"([A-Z_]+)"/g), ([, code]) => code ?? '')
}
