import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance } from 'fastify'
import type { Registry } from 'prom-client'
import type { RouterConfig } from '../config.ts'
import { formatError } from '../errors/format-error.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import { applyPolicies } from '../policies/apply-policies.ts'
import { measure } from '../policies/measure.ts'
import type { Policies } from '../policies/policies.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import { addGraphiql, readSandboxPage } from './add-graphiql.ts'
import { answerErrors } from './answer-errors.ts'
import { buildContext } from './build-context.ts'
import { createPublicServer } from './create-public-server.ts'
import { logRequests } from './log-requests.ts'
import type { ServerContext } from './server-context.ts'

/** The public server with `/graphql` on it, and the way to end it. */
export interface ServedGateway {
  readonly server: FastifyInstance
  /** Takes no new requests, finishes those in flight (10 s at most), and ends the gateway. */
  readonly stop: () => Promise<void>
}

/** Serves a gateway over HTTP behind the policies. Not yet listening; `inject` works. */
export async function serveGateway(
  config: RouterConfig,
  deps: {
    readonly gateway: GatewayInterface
    readonly getRules: () => FieldRules
    readonly policies: Policies
    readonly metrics: RouterMetrics
    readonly registry: Registry
    readonly logger: Logger
    readonly knownOperations: ReadonlySet<string>
    readonly randomHex: (bytes: number) => string
    readonly random: () => number
  },
): Promise<ServedGateway> {
  const isProduction = config.NODE_ENV === 'production'
  const introspection = config.INTROSPECTION ?? !isProduction
  const hasLandingPage = config.LANDING_PAGE ?? introspection
  const server = await createPublicServer(config, { registry: deps.registry, createId: () => deps.randomHex(16) })
  logRequests(server, deps.logger, ['/graphql'])
  answerErrors(server, deps.logger)

  const requestIds = new WeakMap<object, string>()
  const onRefusal = (policy: string, code: string) => deps.metrics.refusals.inc({ policy, code })
  const apollo = new ApolloServer<ServerContext>({
    gateway: deps.gateway,
    introspection,
    nodeEnv: config.NODE_ENV,
    csrfPrevention: true,
    allowBatchedHttpRequests: config.BATCH_MAX > 0,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    parseOptions: { maxTokens: config.LIMIT_TOKENS },
    logger: toApolloLogger(deps.logger),
    formatError: formatError({ logger: deps.logger, hidesSchema: !introspection, requestIds }),
    plugins: [
      fastifyApolloDrainPlugin(server),
      hasLandingPage ? sandboxPage(await readSandboxPage()) : ApolloServerPluginLandingPageDisabled(),
      {
        // Before errors are formatted, note whose they are: the formatter sees nothing but the error.
        async requestDidStart({ contextValue }) {
          return {
            async didEncounterErrors({ errors }) {
              for (const error of errors) requestIds.set(error, contextValue.requestId)
            },
          }
        },
      },
      applyPolicies({
        policies: deps.policies.operation,
        getRules: deps.getRules,
        onRefusal,
        hidesSchema: !introspection,
      }),
      measure({
        metrics: deps.metrics,
        knownOperations: deps.knownOperations,
        traceRatio: config.TRACE_RATIO,
        random: deps.random,
      }),
    ],
  })
  await apollo.start()

  const context = buildContext({
    ...deps.policies,
    batchMax: config.BATCH_MAX,
    randomHex: deps.randomHex,
    onRefusal,
    onError: (error, requestId) => void requestIds.set(error, requestId),
  })
  const handle = fastifyApolloHandler(apollo, { context })
  server.route({
    method: ['GET', 'POST'],
    url: '/graphql',
    handler: async (request, reply) => {
      reply.header('x-request-id', request.id)
      return handle.call(server, request, reply)
    },
  })
  if (hasLandingPage) addGraphiql(server)
  return { server, stop: () => apollo.stop() }
}

function sandboxPage(html: string) {
  return { serverWillStart: async () => ({ renderLandingPage: async () => ({ html }) }) }
}

/** Apollo Server's own lines are for developers of servers; what matters to operators is logged by us. */
function toApolloLogger(logger: Logger) {
  const at = (level: 'debug' | 'warn' | 'error') => (message: unknown) => logger[level]({}, String(message))
  return { debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('error') }
}
