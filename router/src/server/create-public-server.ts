import { constants } from 'node:zlib'
import compress from '@fastify/compress'
import cors from '@fastify/cors'
import helmet from '@fastify/helmet'
import { createHttpMetrics } from '@ree-ai/kit/metrics/create-http-metrics'
import { type FastifyInstance, fastify } from 'fastify'
import type { Registry } from 'prom-client'
import type { RouterConfig } from '../config.ts'
import { answerBrokenRequests } from './answer-broken-requests.ts'
import { listOrigins } from './list-origins.ts'
import { readJsonBodies } from './read-json-bodies.ts'
import { refuseOddHeaders } from './refuse-odd-headers.ts'

const sandboxScript = 'https://embeddable-sandbox.cdn.apollographql.com'
const sandboxFrame = 'https://sandbox.embed.apollographql.com'

/** Answers of clients from another origin may read these. */
const exposedHeaders = ['x-request-id', 'retry-after', 'ratelimit', 'ratelimit-policy']

/** How often connections are looked at that are too slow, in ms; Node.js does so every 30 s. */
const checkingIntervalMaxMs = 1_000

/**
 * The public door without its routes: size and time limits, security headers, CORS from a list, compression, request
 * metrics. `createId` makes request ids; what a client sends as its own is not read.
 */
export async function createPublicServer(
  config: RouterConfig,
  deps: { readonly registry: Registry; readonly createId: () => string },
): Promise<FastifyInstance> {
  const server = fastify({
    bodyLimit: config.BODY_BYTES_MAX,
    requestTimeout: config.REQUEST_TIMEOUT_MS,
    http: {
      connectionsCheckingInterval: Math.min(
        checkingIntervalMaxMs,
        config.HEADERS_TIMEOUT_MS,
        config.REQUEST_TIMEOUT_MS,
      ),
    },
    clientErrorHandler: answerBrokenRequests,
    forceCloseConnections: 'idle',
    // The router answers those itself, in the form of all other refusals: refuse-unready.ts.
    return503OnClosing: false,
    trustProxy: config.TRUSTED_PROXIES.length > 0 ? [...config.TRUSTED_PROXIES] : false,
    genReqId: deps.createId,
    routerOptions: { maxParamLength: 100 },
  })
  server.server.headersTimeout = config.HEADERS_TIMEOUT_MS
  createHttpMetrics(server, deps.registry)
  readJsonBodies(server)
  refuseOddHeaders(server)
  await server.register(helmet, {
    contentSecurityPolicy: {
      useDefaults: false,
      directives: {
        defaultSrc: ["'none'"],
        scriptSrc: ["'self'", sandboxScript],
        styleSrc: ["'self'", "'unsafe-inline'"],
        imgSrc: ["'self'", 'data:', sandboxScript],
        fontSrc: ["'self'", 'data:'],
        connectSrc: ["'self'"],
        frameSrc: [sandboxFrame],
        baseUri: ["'none'"],
        formAction: ["'none'"],
        frameAncestors: ["'none'"],
      },
    },
    crossOriginOpenerPolicy: { policy: 'same-origin-allow-popups' },
  })
  await server.register(cors, {
    origin: [...listOrigins(config)],
    // PUT for uploads of pictures, which is answered nowhere else.
    methods: ['GET', 'POST', 'PUT'],
    exposedHeaders,
    maxAge: 600,
  })
  // Brotli's own default takes longer than the answer is worth.
  await server.register(compress, { brotliOptions: { params: { [constants.BROTLI_PARAM_QUALITY]: 4 } } })
  return server
}
