import type { ApolloServer } from '@apollo/server'
import websocket from '@fastify/websocket'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError, type GraphQLFormattedError } from 'graphql'
import { handleProtocols } from 'graphql-ws'
import type { WebSocket } from 'ws'
import type { RouterConfig } from '../config.ts'
import { withStatus } from '../errors/with-status.ts'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'
import type { Admission } from '../server/admit-requests.ts'
import type { ServerContext } from '../server/server-context.ts'
import type { Schedule } from '../supergraph/sources/schedule.ts'
import type { TraceSource } from '../tracing/begin-trace.ts'
import { acceptsEvents } from './accepts-events.ts'
import { createConnectionSlots } from './create-connection-slots.ts'
import { createSocketProtocol } from './create-socket-protocol.ts'
import type { Subscriptions } from './create-subscriptions.ts'
import { isAllowedOrigin } from './is-allowed-origin.ts'
import { runOperations } from './run-operations.ts'
import { sendRefusal } from './send-refusal.ts'
import { serveEventStreams } from './serve-event-streams.ts'
import { serveWebSockets } from './serve-web-sockets.ts'

/** How long a client may take to answer that its WebSocket closes, in ms; an option of ws that its types do not have yet. */
const closing = { closeTimeout: 1_000 }
/** How long operations over WebSocket may take to end when the router stops. */
const stopGraceMs = 5_000

/** The transports for events, to be put on the routes of `/graphql`. */
export interface SubscriptionService {
  readonly acceptsEvents: (request: FastifyRequest) => boolean
  readonly handleStream: (request: FastifyRequest, reply: FastifyReply) => Promise<void>
  /** Options of the route that WebSockets come to. */
  readonly socketRoute: {
    readonly preValidation: (request: FastifyRequest, reply: FastifyReply) => Promise<unknown>
    readonly wsHandler: (socket: WebSocket, request: FastifyRequest) => void
  }
  /** Ends every subscription with SERVICE_UNAVAILABLE and every WebSocket with 1001; new ones are refused. */
  readonly stop: () => Promise<void>
}

/** Subscriptions over WebSocket and server-sent events, behind the same policies as requests. To be called before routes are made. */
export async function serveSubscriptions(
  server: FastifyInstance,
  config: RouterConfig,
  deps: {
    readonly apollo: Pick<ApolloServer<ServerContext>, 'executeOperation'>
    readonly subscriptions: Subscriptions
    readonly admission: Admission
    /** Origins of pages that may call, besides the router's own. */
    readonly origins: readonly string[]
    readonly format: (errors: readonly GraphQLError[], requestId: string) => readonly GraphQLFormattedError[]
    readonly onRefusal: (policy: string, code: string) => void
    readonly metrics: Pick<RouterMetrics, 'webSockets'>
    readonly traces: TraceSource
    readonly logger: Logger
    readonly nowMs: () => number
    readonly schedule: Schedule
  },
): Promise<SubscriptionService> {
  const { subscriptions } = deps
  const run = runOperations(deps)
  const slots = createConnectionSlots({
    max: config.SUBSCRIPTION_CONNECTIONS_MAX,
    perAddressMax: config.SUBSCRIPTION_CONNECTIONS_PER_ADDRESS,
  })
  const pingMs = config.SUBSCRIPTION_PING_MS

  function enter(request: FastifyRequest): () => void {
    try {
      if (!isAllowedOrigin(request.headers, deps.origins))
        throw withStatus(createError('BAD_REQUEST', 'Pages of this origin may not call.'), { status: 403 })
      if (subscriptions.isStopping()) throw withStatus(createError('SERVICE_UNAVAILABLE', 'The router is stopping.'))
      return slots.take(request.ip)
    } catch (error) {
      if (error instanceof GraphQLError) deps.onRefusal('limit-connections', String(error.extensions.code))
      throw error
    }
  }

  await server.register(websocket, {
    options: { maxPayload: config.BODY_BYTES_MAX, perMessageDeflate: false, handleProtocols, ...closing },
    // Closed by `stop`, before the server is.
    preClose: (done) => done(),
    errorHandler(error, socket) {
      deps.logger.debug({ err: error }, 'a WebSocket broke')
      socket.terminate()
    },
  })
  const sockets = serveWebSockets({
    ...deps,
    pingMs,
    protocol: createSocketProtocol({
      ...deps,
      run,
      operationsMax: config.SUBSCRIPTIONS_PER_CONNECTION,
      initTimeoutMs: config.SUBSCRIPTION_INIT_TIMEOUT_MS,
    }),
  })
  const handleStream = serveEventStreams({ ...deps, enter, run, pingMs })

  return {
    acceptsEvents: (request) => acceptsEvents(request.headers.accept),
    handleStream,
    socketRoute: {
      async preValidation(request, reply) {
        if (!request.ws) return
        try {
          // Also when there will be no upgrade.
          request.raw.socket.once('close', enter(request))
        } catch (error) {
          if (!(error instanceof GraphQLError)) throw error
          return sendRefusal(reply, error, deps.format)
        }
      },
      wsHandler: sockets.handle,
    },
    async stop() {
      subscriptions.stop()
      await sockets.stop(stopGraceMs)
    },
  }
}
