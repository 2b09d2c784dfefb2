import { ApolloServer } from '@apollo/server'
import { ApolloServerPluginLandingPageDisabled } from '@apollo/server/plugin/disabled'
import { ApolloServerPluginInlineTrace } from '@apollo/server/plugin/inlineTrace'
import { buildSubgraphSchema } from '@apollo/subgraph'
import { fastifyApolloDrainPlugin, fastifyApolloHandler } from '@as-integrations/fastify'
import type { Tracer } from '@opentelemetry/api'
import { type FastifyInstance, fastify } from 'fastify'
import { type GraphQLError, type GraphQLFormattedError, parse } from 'graphql'
import type { Registry } from 'prom-client'
import { sendAnswerTags } from '../cache/send-answer-tags.ts'
import type { RequestContext } from '../context/request-context.ts'
import { maskError } from '../errors/mask-error.ts'
import { type RequestIdentity, verifySubgraphRequest } from '../identity/subgraph-request.ts'
import type { Logger } from '../logging/logger.ts'
import { createHttpMetrics } from '../metrics/create-http-metrics.ts'
import { traceRequests } from '../tracing/trace-requests.ts'
import { streamEvents } from './stream-events.ts'
import type { Subgraph } from './subgraph.ts'

/** What every subgraph server needs from outside. */
export interface SubgraphServerDependencies {
  /** Keys the router signs with; the first is current, the others still accepted. */
  readonly secrets: readonly string[]
  readonly logger: Logger
  /** The service's own metrics, served at `/metrics`. */
  readonly registry: Registry
  readonly nowMs: () => number
  /** Where spans of requests go; nowhere unless given. */
  readonly tracer?: Tracer
}

declare module 'fastify' {
  interface FastifyRequest {
    rawBody?: string
    identity?: RequestIdentity
  }
}

/** How long requests in flight may take to end when the server closes, in ms. */
const closeGraceMs = 10_000

/** The largest request of the router: an import's batch, a document. */
const maximumBodyBytes = 4 * 1024 * 1024

/**
 * An HTTP server for one subgraph, not yet listening: `/graphql` for requests the router has signed, `/healthz`,
 * `/readyz`, `/metrics`. Errors that are not registered are logged whole and leave masked. Resolver traces are
 * returned inline when the router asks for them. Subscriptions are answered as server-sent events.
 */
export async function createSubgraphServer<Context extends RequestContext>(
  subgraph: Subgraph<Context>,
  deps: SubgraphServerDependencies,
): Promise<FastifyInstance> {
  const server = fastify({ bodyLimit: maximumBodyBytes, forceCloseConnections: 'idle' })
  createHttpMetrics(server, deps.registry)
  const spans = traceRequests(server, deps.tracer ?? null)
  keepRawBody(server)
  const schema = buildSubgraphSchema({ typeDefs: parse(subgraph.typeDefs), resolvers: subgraph.resolvers })
  const requestIds = new WeakMap<object, string>()
  function formatError(formatted: GraphQLFormattedError, error: unknown): GraphQLFormattedError {
    const requestId = typeof error === 'object' && error !== null ? requestIds.get(error) : undefined
    const report = (err: unknown) => deps.logger.error({ err, requestId, path: formatted.path }, 'resolver failed')
    return maskError(formatted, error, report, requestId)
  }
  const noteError = (error: GraphQLError, requestId: string) => void requestIds.set(error, requestId)
  const apollo = new ApolloServer<Context>({
    schema,
    introspection: true,
    csrfPrevention: false, // Only signed requests get here, and browsers cannot sign.
    persistedQueries: false,
    stopOnTerminationSignals: false,
    plugins: [
      fastifyApolloDrainPlugin(server),
      ApolloServerPluginInlineTrace({ includeErrors: { masked: true } }),
      sendAnswerTags(),
      ApolloServerPluginLandingPageDisabled(),
      spans.plugin,
      {
        // The formatter sees nothing but the error: whose it is, is noted before.
        async requestDidStart({ contextValue }) {
          return {
            async didEncounterErrors({ errors }) {
              for (const error of errors) noteError(error, contextValue.requestId)
            },
          }
        },
      },
    ],
    logger: quietLogger(deps.logger),
    formatError,
  })
  await apollo.start()
  server.get('/healthz', async () => ({ status: 'ok' }))
  server.get('/readyz', async (_request, reply) => {
    try {
      await subgraph.checkReady?.()
      return { status: 'ready' }
    } catch (error) {
      deps.logger.warn({ err: error }, 'not ready')
      return reply.code(503).send({ status: 'unavailable' })
    }
  })
  server.get('/metrics', async (_request, reply) =>
    reply.type(deps.registry.contentType).send(await deps.registry.metrics()),
  )
  subgraph.addRoutes?.(server)
  const answer = fastifyApolloHandler(apollo, {
    context: async (request) => {
      if (request.identity === undefined) throw new Error('a request passed unsigned')
      return subgraph.createContext({ ...request.identity, nowMs: deps.nowMs })
    },
  })
  const streams = streamEvents({
    schema,
    createContext: subgraph.createContext,
    formatError,
    noteError,
    logger: deps.logger,
    nowMs: deps.nowMs,
  })
  server.addHook('preClose', async () => {
    streams.stop()
    // A connection that never sent a request is not idle to Node, and would be waited for.
    setTimeout(() => server.server.closeAllConnections(), closeGraceMs).unref()
  })
  server.post(
    '/graphql',
    {
      preHandler: async (request, reply) => {
        try {
          const body = request.rawBody ?? ''
          const nowMs = deps.nowMs()
          const identity = verifySubgraphRequest(request.headers, {
            subgraph: subgraph.name,
            body,
            secrets: deps.secrets,
            nowMs,
          })
          request.identity = { ...identity, traceparent: spans.begin(request, identity.traceparent) }
        } catch (error) {
          deps.logger.warn({ address: request.ip }, 'refused a request that the router did not sign')
          await reply.code(401).send({ errors: [error] })
        }
      },
    },
    async function (request, reply) {
      const { identity } = request
      if (identity === undefined) throw new Error('a request passed unsigned')
      if (request.headers.accept === 'text/event-stream') return streams.handle(request, reply, identity)
      return answer.call(this, request, reply)
    },
  )
  return server
}

/** The signature covers the bytes as sent, so they are kept beside the parsed body. */
function keepRawBody(server: FastifyInstance): void {
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'string' }, (request, body, done) => {
    request.rawBody = String(body)
    try {
      done(null, JSON.parse(request.rawBody))
    } catch {
      done(Object.assign(new Error('The body is not JSON.'), { statusCode: 400 }))
    }
  })
}

function quietLogger(logger: Logger) {
  const log = (level: 'debug' | 'warn' | 'error') => (message: unknown) => logger[level]({}, String(message))
  return { debug: log('debug'), info: log('debug'), warn: log('warn'), error: log('error') }
}
