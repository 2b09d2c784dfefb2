import { loadConfig } from '@ree-ai/kit/config/load-config'
import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import { Registry } from 'prom-client'
import { configSchema } from '../config.ts'
import type { TrustedDocuments } from '../documents/trusted-documents.ts'
import { composeTestSupergraph } from '../execution/start-test-graph.ts'
import { createRouter, type Router } from '../router.ts'
import { connectTo } from '../supergraph/connect-to.ts'
import { createStaticSource } from '../supergraph/sources/create-static-source.ts'

/** For tests: a whole router, listening, before one subgraph in this process. */
export interface TestRouter {
  readonly router: Router
  /** Its address, for example `http://127.0.0.1:41234`. */
  readonly url: string
  readonly adminUrl: string
  readonly port: number
  /** What it logged. */
  readonly lines: readonly { readonly message: string; readonly details: Readonly<Record<string, unknown>> }[]
  readonly readMetrics: () => Promise<string>
  readonly post: (body: unknown, headers?: Record<string, string>) => Promise<TestResponse>
  readonly stop: () => Promise<void>
}

export interface TestResponse {
  readonly status: number
  readonly headers: Headers
  // biome-ignore lint/suspicious/noExplicitAny: what comes is what the tests are about.
  readonly json: any
  readonly text: string
}

const secret = 'a secret of the test that is long enough'

const plain: Subgraph<RequestContext> = {
  name: 'plain',
  typeDefs: `
    type Query {
      hello(name: String = "you", size: Size): String!
      echo(input: Input): String
      big: String
      identity: String
      thing: Thing
    }
    type Thing { constructor: String  toString: String  id: ID! }
    type Mutation { change: String }
    enum Size { LARGE SMALL }
    input Input { text: String  tags: [String!] }
  `,
  resolvers: {
    Query: {
      hello: (_: unknown, { name }: { name: string }) => `Hello ${name}`,
      echo: (_: unknown, { input }: { input: unknown }) => JSON.stringify(input),
      big: () => 'a'.repeat(5_000),
      identity: (_: unknown, __: unknown, { viewer, clientAddress }: RequestContext) =>
        JSON.stringify({ viewer, clientAddress }),
      thing: () => ({ constructor: 'made', toString: 'text', id: '1' }),
    },
    Mutation: { change: () => 'changed' },
  },
  createContext: (request) => request,
}

export async function startTestRouter(
  environment: Readonly<Record<string, string>> = {},
  options: { readonly subgraph?: Subgraph<RequestContext>; readonly readTrusted?: () => TrustedDocuments } = {},
): Promise<TestRouter> {
  const subgraph = options.subgraph ?? plain
  const { name, typeDefs } = subgraph
  const lines: { message: string; details: Record<string, unknown> }[] = []
  const log = (details: object, message: string) => void lines.push({ message, details: { ...details } })
  const logger = { debug() {}, info: log, warn: log, error: log }
  const server = await createSubgraphServer(subgraph, {
    secrets: [secret],
    logger,
    registry: new Registry(),
    nowMs: Date.now,
  })
  const registry = new Registry()
  const config = loadConfig(configSchema, {
    ROUTER_SUBGRAPH_SECRET: secret,
    NODE_ENV: 'test',
    CLIENT_LIMIT_MINUTE: '100000',
    CLIENT_LIMIT_HOUR: '100000',
    CLIENT_LIMIT_DAY: '100000',
    ENDED_SESSIONS: 'off',
    ...environment,
  })
  const router = await createRouter(config, {
    supergraph: createStaticSource(composeTestSupergraph({ [name]: { typeDefs } })),
    connect: connectTo({ [name]: createInMemoryTransport(server) }),
    registry,
    logger,
    nowMs: Date.now,
    readTrusted: options.readTrusted,
  })
  const url = await router.server.listen({ port: 0, host: '127.0.0.1' })
  const adminUrl = await router.admin.listen({ port: 0, host: '127.0.0.1' })
  router.start()
  return {
    router,
    url,
    adminUrl,
    port: Number(new URL(url).port),
    lines,
    readMetrics: () => registry.metrics(),
    async post(body, headers = {}) {
      const response = await fetch(`${url}/graphql`, {
        method: 'POST',
        headers: { 'content-type': 'application/json', ...headers },
        body: typeof body === 'string' ? body : JSON.stringify(body),
      })
      const text = await response.text()
      return { status: response.status, headers: response.headers, text, json: text === '' ? null : JSON.parse(text) }
    },
    async stop() {
      await router.stop()
      await server.close()
    },
  }
}
