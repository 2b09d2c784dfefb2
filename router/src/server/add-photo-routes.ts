import { createHash } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'
import { bytesRequestText } from '@ree-ai/kit/identity/bytes-request-text'
import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { BytesResponse, BytesTransport } from '@ree-ai/kit/transport/transport'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import type { RouterConfig } from '../config.ts'
import { limitClients } from '../policies/limit-clients.ts'
import { readTraceparent } from '../policies/read-traceparent.ts'
import type { RequestPolicy } from '../policies/request-policy.ts'
import type { Counters } from '../store/counters.ts'
import { beginContext } from './begin-context.ts'

/** The largest picture, in bytes. */
const uploadBytesMax = 10 * 1024 * 1024
/** Pictures that come at a time: each is held whole until the subgraph has it. */
const uploadsMax = 16
/** A big picture takes some seconds to be made smaller. */
const uploadTimeoutMs = 60_000
/** What of a subgraph's answer goes on. */
const passedHeaders = ['content-type', 'content-disposition', 'cache-control', 'etag', 'retry-after'] as const

/**
 * Passes `GET /photos/<id>/<variant>` and `PUT /photos/uploads/<id>` on to the subgraph that keeps pictures, signed as all of the
 * router's requests, with nothing of the client's but the path, the bytes and `if-none-match`: the address is what gives permission, and a
 * token of the viewer is not read. Gets count for the network by PHOTO_LIMIT_MINUTE; an upload counts as an operation does. 404 where no such subgraph is.
 */
export function addPhotoRoutes(
  server: FastifyInstance,
  config: Pick<
    RouterConfig,
    'CLIENT_LIMITS' | 'PHOTO_LIMIT_MINUTE' | 'ROUTER_SUBGRAPH_SECRET' | 'SUBGRAPH_TIMEOUT_MS' | 'PHOTOS_SUBGRAPH'
  >,
  deps: {
    readonly findPhotos: () => BytesTransport | null
    /** What an upload passes. */
    readonly requestPolicies: readonly RequestPolicy[]
    readonly counters: Counters
    readonly onRefusal: (policy: string, code: string) => void
    readonly randomHex: (bytes: number) => string
    readonly logger: Logger
    readonly nowMs: () => number
  },
): void {
  const gets = limitClients([{ name: 'photos', max: config.PHOTO_LIMIT_MINUTE, windowMs: 60_000 }], {
    counters: deps.counters,
    networkFactor: 0,
  })
  const getPolicies = config.CLIENT_LIMITS ? [gets] : []
  let uploading = 0

  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: uploadBytesMax }, (_request, body, done) =>
      done(null, body),
    )
    scope.get('/photos/:id/:variant', async (request, reply) => {
      await admit(request, reply, getPolicies)
      return pass(request, reply, Buffer.alloc(0), config.SUBGRAPH_TIMEOUT_MS)
    })
    scope.put(
      '/photos/uploads/:id',
      {
        // Before the body is read: what is refused is not held.
        onRequest: async (request, reply) => {
          await admit(request, reply, deps.requestPolicies)
          if (reply.sent) return reply
          if (uploading >= uploadsMax) {
            reply.header('retry-after', '5')
            return refuse(reply, 503, createError('SERVICE_UNAVAILABLE', 'Too many pictures come at the moment.'))
          }
          uploading += 1
          reply.raw.once('close', () => {
            uploading -= 1
          })
        },
      },
      async (request, reply) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        return pass(request, reply, body, uploadTimeoutMs)
      },
    )
  })

  async function admit(
    request: FastifyRequest,
    reply: FastifyReply,
    policies: readonly RequestPolicy[],
  ): Promise<void> {
    reply.header('x-request-id', request.id)
    const context = begin(request)
    for (const policy of policies) {
      try {
        await policy.apply({ context, count: 1, setHeader: (name, value) => void reply.header(name, value) })
      } catch (error) {
        if (!(error instanceof GraphQLError)) throw error
        deps.onRefusal(policy.name, String(error.extensions.code))
        const seconds = error.extensions.retryAfterSeconds
        if (seconds !== undefined) reply.header('retry-after', String(seconds))
        refuse(reply, 429, error)
        return
      }
    }
  }

  function begin(request: FastifyRequest) {
    return beginContext(request, {
      requestId: request.id,
      trace: readTraceparent(undefined, deps.randomHex),
      signal: new AbortController().signal,
      record: request.record,
    })
  }

  async function pass(request: FastifyRequest, reply: FastifyReply, body: Buffer, timeoutMs: number) {
    if (reply.sent) return reply
    const send = deps.findPhotos()
    if (send === null) return refuse(reply, 404, createError('NOT_FOUND', 'There is nothing at this address.'))
    const { requestId, clientAddress, traceparent } = begin(request)
    const method = request.method === 'PUT' ? 'PUT' : 'GET'
    const sha256 = createHash('sha256').update(body).digest('hex')
    const signed = signSubgraphRequest(
      { viewer: null, requestId, clientAddress, traceparent },
      {
        subgraph: config.PHOTOS_SUBGRAPH,
        body: bytesRequestText({ method, path: request.url, sha256 }),
        secret: config.ROUTER_SUBGRAPH_SECRET[0] ?? '',
        nowMs: deps.nowMs(),
      },
    )
    const match = request.headers['if-none-match']
    let answer: BytesResponse
    try {
      answer = await send({
        method,
        path: request.url,
        headers: {
          ...signed,
          ...(method === 'PUT' && { 'content-type': 'application/octet-stream' }),
          ...(match !== undefined && match.length <= 200 && { 'if-none-match': match }),
        },
        ...(method === 'PUT' && { body }),
        signal: AbortSignal.timeout(timeoutMs),
      })
    } catch (error) {
      deps.logger.warn({ err: error, requestId }, 'the subgraph with pictures does not answer')
      return refuse(reply, 503, createError('SERVICE_UNAVAILABLE', 'Pictures are away. Try again in a few seconds.'))
    }
    for (const name of passedHeaders) {
      const value = answer.headers[name]
      if (typeof value === 'string') reply.header(name, value)
    }
    // Pages of other origins show pictures; what a page may read of the answer is CORS' to say.
    reply.header('cross-origin-resource-policy', 'cross-origin')
    reply.header('x-content-type-options', 'nosniff')
    if (answer.headers['cache-control'] === undefined) reply.header('cache-control', 'no-store')
    return reply.code(answer.status).send(answer.body.length === 0 ? undefined : answer.body)
  }
}

function refuse(reply: FastifyReply, status: number, error: GraphQLError) {
  return reply
    .code(status)
    .header('cache-control', 'no-store')
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [error] }))
}
