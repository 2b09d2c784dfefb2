import { composeServices } from '@apollo/composition'
import { ApolloServer, type ApolloServerPlugin } from '@apollo/server'
import { ApolloServerPluginCacheControlDisabled } from '@apollo/server/plugin/disabled'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createSubgraphServer } from '@ree-ai/kit/server/create-subgraph-server'
import type { Subgraph } from '@ree-ai/kit/server/subgraph'
import { createInMemoryTransport } from '@ree-ai/kit/transport/create-in-memory-transport'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { type FormattedExecutionResult, parse } from 'graphql'
import { Registry } from 'prom-client'
import type { RouterContext } from '../context.ts'
import { createTestContext } from '../create-test-context.ts'
import { applyPolicies } from '../policies/apply-policies.ts'
import type { OperationPolicy } from '../policies/policy.ts'
import { readSupergraph } from '../supergraph/read-supergraph.ts'
import { createGateway, type GatewayDependencies } from './create-gateway.ts'
import { createSubgraph, type SubgraphDependencies } from './fetch/create-subgraph.ts'
import { setDeadline } from './fetch/set-deadline.ts'
import { createLocalPlanner } from './plan/create-local-planner.ts'

/** For tests: real subgraph servers in this process, composed, behind the real gateway and policies. */
export interface TestGraph {
  readonly supergraphSdl: string
  /** Texts of the operations subgraphs were sent, `<subgraph>: <operation>`. */
  readonly sent: string[]
  /** The whole bodies, in the same order. */
  readonly bodies: string[]
  /** Runs one operation as a viewer. */
  readonly run: (
    query: string,
    options?: { readonly viewer?: Viewer | null; readonly variables?: Record<string, unknown> },
  ) => Promise<TestAnswer>
  readonly stop: () => Promise<void>
}

export interface TestAnswer extends FormattedExecutionResult {
  readonly status: number | undefined
  readonly context: RouterContext
  readonly headers: ReadonlyMap<string, string>
}

export interface TestSubgraph {
  readonly typeDefs: string
  readonly resolvers: Subgraph<RouterTestContext>['resolvers']
}

type RouterTestContext = Parameters<Subgraph<never>['createContext']>[0]

const secret = 'a secret of the test graph, long enough'
const nowMs = () => Date.parse('2026-01-01T00:00:00Z')

/** Composes the supergraph of some subgraphs; throws what composition says against it. */
export function composeTestSupergraph(subgraphs: Readonly<Record<string, Pick<TestSubgraph, 'typeDefs'>>>): string {
  const services = Object.entries(subgraphs).map(([name, { typeDefs }]) => ({
    name,
    url: `http://${name}.internal:4001/graphql`,
    typeDefs: parse(typeDefs),
  }))
  const { errors, supergraphSdl } = composeServices(services)
  if (supergraphSdl === undefined) throw new Error(errors?.map(({ message }) => message).join('\n'))
  return supergraphSdl
}

export async function startTestGraph(
  subgraphs: Readonly<Record<string, TestSubgraph>>,
  options: Partial<GatewayDependencies & Pick<SubgraphDependencies, 'onFetch' | 'subscribe'>> & {
    /** How long a subgraph may take; 10,000 ms by default. */
    readonly deadlineMs?: number
    readonly policies: readonly OperationPolicy[]
    readonly plugins?: readonly ApolloServerPlugin<RouterContext>[]
    /** Puts something between the router and a subgraph. */
    readonly wrapTransport?: (name: string, transport: Transport) => Transport
  },
): Promise<TestGraph> {
  const logger = createLogger('test', 'silent')
  const supergraphSdl = composeTestSupergraph(subgraphs)
  const supergraph = readSupergraph(supergraphSdl)
  const sent: string[] = []
  const bodies: string[] = []
  const transports = new Map<string, Transport>()
  const servers = await Promise.all(
    Object.entries(subgraphs).map(async ([name, { typeDefs, resolvers }]) => {
      const server = await createSubgraphServer<RouterTestContext>(
        { name, typeDefs, resolvers, createContext: (request) => request },
        { secrets: [secret], logger, registry: new Registry(), nowMs },
      )
      const inMemory = createInMemoryTransport(server)
      const send = options.wrapTransport?.(name, inMemory) ?? inMemory
      transports.set(name, (request) => {
        bodies.push(request.body ?? '')
        sent.push(`${name}: ${JSON.parse(request.body ?? '{}').query}`)
        return send(request)
      })
      return server
    }),
  )
  const connect = ({ name }: { readonly name: string }) => {
    const transport = transports.get(name)
    if (transport === undefined) throw new Error(`no transport to ${name}`)
    return transport
  }
  const gateway = createGateway({
    supergraph,
    createSubgraph: (address) =>
      setDeadline(
        createSubgraph(address, {
          transport: connect(address),
          secret,
          logger,
          nowMs,
          onFetch: options.onFetch,
          subscribe: options.subscribe,
        }),
        options.deadlineMs ?? 10_000,
      ),
    createPlanner: createLocalPlanner,
    logger,
    ...options,
  })
  const apollo = new ApolloServer<RouterContext>({
    gateway,
    plugins: [
      ApolloServerPluginCacheControlDisabled(),
      applyPolicies({ policies: options.policies, getRules: () => supergraph.rules, onRefusal: () => {} }),
      ...(options.plugins ?? []),
    ],
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
  })
  await apollo.start()
  return {
    supergraphSdl,
    sent,
    bodies,
    async run(query, { viewer = null, variables } = {}) {
      const context = createTestContext({ viewer })
      const { body, http } = await apollo.executeOperation({ query, variables }, { contextValue: context })
      if (body.kind !== 'single') throw new Error('the answer came in parts')
      // As JSON, which is what clients get.
      return { ...JSON.parse(JSON.stringify(body.singleResult)), status: http.status, headers: http.headers, context }
    },
    async stop() {
      await apollo.stop()
      await Promise.all(servers.map((server) => server.close()))
    },
  }
}
