import { ApolloServer } from '@apollo/server'
import {
  ApolloServerPluginCacheControlDisabled,
  ApolloServerPluginLandingPageDisabled,
} from '@apollo/server/plugin/disabled'
import type { GatewayInterface } from '@apollo/server-gateway-interface'
import { fastifyApolloDrainPlugin } from '@as-integrations/fastify'
import type { Tracer } from '@opentelemetry/api'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { BytesTransport } from '@ree-ai/kit/transport/transport'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLSchema } from 'graphql'
import type { Registry } from 'prom-client'
import type { RouterConfig } from '../config.ts'
import type { Documents } from '../documents/create-documents.ts'
import { formatError } from '../errors/format-error.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import { applyPolicies } from '../policies/apply-policies.ts'
import { checkDocuments } from '../policies/check-documents.ts'
import { countFaults } from '../policies/count-faults.ts'
import { finiteNumbersRule } from '../policies/finite-numbers-rule.ts'
import { measure } from '../policies/measure.ts'
import type { Policies } from '../policies/policies.ts'
import type { Counters } from '../store/counters.ts'
import { createSubscriptions, type SessionEnds } from '../subscriptions/create-subscriptions.ts'
import { deliverEvents } from '../subscriptions/deliver-events.ts'
import { formatErrors } from '../subscriptions/format-errors.ts'
import { limitSubscriptions } from '../subscriptions/limit-subscriptions.ts'
import { sendRefusal } from '../subscriptions/send-refusal.ts'
import { serveSubscriptions } from '../subscriptions/serve-subscriptions.ts'
import type { FieldRules } from '../supergraph/field-rules.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import { scheduleTimer } from '../supergraph/sources/schedule-timer.ts'
import { traceRequests } from '../tracing/trace-requests.ts'
import type { FieldUsage } from '../usage/create-field-usage.ts'
import { noteUsage } from '../usage/note-usage.ts'
import { addGraphiql, readSandboxPage } from './add-graphiql.ts'
import { addPhotoRoutes } from './add-photo-routes.ts'
import { admitEarly } from './admit-early.ts'
import { admitRequests } from './admit-requests.ts'
import { answerErrors } from './answer-errors.ts'
import { answerOverHttp } from './answer-over-http.ts'
import { chooseStatus } from './choose-status.ts'
import { createPublicServer } from './create-public-server.ts'
import { listOrigins } from './list-origins.ts'
import { logRequests } from './log-requests.ts'
import { replaceFaultyEntries } from './replace-faulty-entries.ts'
import { createRequestFault } from './request-fault.ts'
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
    readonly getRules: (schema: GraphQLSchema) => FieldRules
    readonly policies: Policies
    /** Documents that can be named by their hash; none unless given. */
    readonly documents?: Documents | null
    readonly metrics: RouterMetrics
    readonly registry: Registry
    readonly logger: Logger
    readonly knownOperations: ReadonlySet<string>
    /** Hears what executed operations use of the schema. */
    readonly usage?: Pick<FieldUsage, 'note'>
    /** Where spans go; nowhere unless given. */
    readonly tracer?: Tracer
    readonly randomHex: (bytes: number) => string
    readonly random: () => number
    /** Sessions that end while a subscription of theirs runs; none unless given. */
    readonly endedSessions?: SessionEnds
    /** Milliseconds since the epoch, and timers; the system's unless given. */
    readonly nowMs?: () => number
    readonly schedule?: Schedule
    /** The way to the subgraph with uploaded pictures; none unless given. */
    readonly findPhotos?: () => BytesTransport | null
    /** Where requests for pictures are counted; needed with `findPhotos`. */
    readonly counters?: Counters
  },
): Promise<ServedGateway> {
  const isProduction = config.NODE_ENV === 'production'
  const introspection = config.INTROSPECTION ?? !isProduction
  const hasLandingPage = config.LANDING_PAGE ?? introspection
  const server = await createPublicServer(config, { registry: deps.registry, createId: () => deps.randomHex(16) })
  traceRequests(server, { tracer: deps.tracer ?? null, randomHex: deps.randomHex }, ['/graphql'])
  logRequests(server, deps.logger, ['/graphql'])
  answerErrors(server, deps.logger)

  const documents = deps.documents ?? null
  const faultyEntries = new WeakMap<object, GraphQLError>()
  const requestIds = new WeakMap<object, string>()
  const onRefusal = (policy: string, code: string) =>
    deps.metrics.refusals.inc({ policy, code: isErrorCode(code) ? code : 'other' })
  const onError = (error: GraphQLError, requestId: string) => void requestIds.set(error, requestId)
  const format = formatError({ logger: deps.logger, hidesSchema: !introspection, requestIds })
  const formats = formatErrors({ format, onError })
  const clock = { nowMs: deps.nowMs ?? Date.now, schedule: deps.schedule ?? scheduleTimer }
  const subscriptions = createSubscriptions({
    perClientMax: config.SUBSCRIPTIONS_PER_VIEWER,
    eventsWaitingMax: config.SUBSCRIPTION_EVENTS_WAITING,
    sessions: deps.endedSessions ?? { isEnded: () => false },
    metrics: deps.metrics,
    format: formats.result,
    logger: deps.logger,
    ...clock,
  })
  deps.gateway.onSchemaLoadOrUpdate(({ apiSchema }) => subscriptions.useSchema(apiSchema))
  const apollo = new ApolloServer<ServerContext>({
    gateway: deps.gateway,
    introspection,
    nodeEnv: config.NODE_ENV,
    csrfPrevention: true,
    allowBatchedHttpRequests: config.BATCH_MAX > 0,
    includeStacktraceInErrorResponses: false,
    stopOnTerminationSignals: false,
    validationRules: [finiteNumbersRule],
    parseOptions: config.OPERATION_LIMITS ? { maxTokens: config.LIMIT_TOKENS } : {},
    persistedQueries: documents === null ? false : { cache: documents.cache },
    logger: toApolloLogger(deps.logger),
    formatError: format,
    plugins: [
      fastifyApolloDrainPlugin(server),
      // The router says itself how long an answer may be kept: policies/apply-policies.ts.
      ApolloServerPluginCacheControlDisabled(),
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
        policies: [...deps.policies.operation, limitSubscriptions(subscriptions)],
        checkDocument: checkDocuments({
          policies: deps.policies.document,
          documents,
          faults: faultyEntries,
          onRefusal,
        }),
        getRules: deps.getRules,
        onRefusal,
        hidesSchema: !introspection,
        tracer: deps.tracer,
      }),
      ...(deps.usage ? [noteUsage(deps.usage)] : []),
      countFaults(onRefusal),
      deliverEvents(),
      chooseStatus(),
      measure({
        metrics: deps.metrics,
        knownOperations: deps.knownOperations,
        traceRatio: config.TRACE_RATIO,
        random: deps.random,
      }),
    ],
  })
  await apollo.start()

  const admission = admitRequests({
    ...deps.policies,
    batchMax: config.BATCH_MAX,
    onRefusal,
    onError,
  })
  const onRequest = admitEarly({ admission, format: formats.errors, randomHex: deps.randomHex })
  const handle = answerOverHttp(apollo)
  const events = config.SUBSCRIPTIONS
    ? await serveSubscriptions(server, config, {
        apollo,
        subscriptions,
        admission,
        origins: listOrigins(config),
        format: formats.errors,
        onRefusal,
        metrics: deps.metrics,
        traces: { tracer: deps.tracer ?? null, randomHex: deps.randomHex },
        logger: deps.logger,
        ...clock,
      })
    : null
  const answer = async (request: FastifyRequest, reply: FastifyReply) => {
    if (events?.acceptsEvents(request)) return events.handleStream(request, reply)
    // Unless an answer says otherwise.
    reply.header('cache-control', 'no-store')
    if (Array.isArray(request.body) && request.admitted !== undefined) {
      const setHeader = (name: string, value: string) => void reply.header(name, value)
      try {
        await admission.admitBatch(request.admitted, { length: request.body.length, setHeader })
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        return sendRefusal(reply, error, formats.errors)
      }
      request.body = replaceFaultyEntries(request.body, faultyEntries)
    }
    return handle(request, reply)
  }
  server.route({ method: 'POST', url: '/graphql', onRequest, handler: answer })
  server.route({ method: 'GET', url: '/graphql', onRequest, handler: answer, ...events?.socketRoute })
  server.route({
    method: ['DELETE', 'PATCH', 'PUT'],
    url: '/graphql',
    handler: async (_request, reply) => {
      reply.header('allow', 'GET, POST')
      throw createRequestFault(405, 'Send GET or POST.')
    },
  })
  if (events !== null)
    server.route({ method: ['GET', 'POST'], url: '/graphql/stream', onRequest, handler: events.handleStream })
  if (deps.findPhotos !== undefined && deps.counters !== undefined)
    addPhotoRoutes(server, config, {
      findPhotos: deps.findPhotos,
      requestPolicies: deps.policies.refused,
      counters: deps.counters,
      onRefusal,
      randomHex: deps.randomHex,
      logger: deps.logger,
      nowMs: clock.nowMs,
    })
  if (hasLandingPage) addGraphiql(server)
  return {
    server,
    async stop() {
      await events?.stop()
      await apollo.stop()
    },
  }
}

function sandboxPage(html: string) {
  return { serverWillStart: async () => ({ renderLandingPage: async () => ({ html }) }) }
}

/** Apollo Server's own lines are for developers of servers; what matters to operators is logged by us. */
function toApolloLogger(logger: Logger) {
  const at = (level: 'debug' | 'warn' | 'error') => (message: unknown) => logger[level]({}, String(message))
  return { debug: at('debug'), info: at('debug'), warn: at('warn'), error: at('error') }
}
