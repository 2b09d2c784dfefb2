import { createHash } from 'node:crypto'
import { createError } from '@ree-ai/kit/errors/create-error'
import { errorCodes } from '@ree-ai/kit/errors/error-codes'
import { bytesRequestText } from '@ree-ai/kit/identity/bytes-request-text'
import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance, FastifyReply, FastifyRequest } from 'fastify'
import { GraphQLError } from 'graphql'
import { isUuid } from '../is-uuid.ts'
import { photoVariants, toStorageKey, uploadBytesMax } from './photo.ts'
import type { PhotoServices } from './photo-services.ts'
import { receiveUpload } from './receive-upload.ts'

interface PhotoRoutesDependencies extends PhotoServices {
  /** Of the router; the first is current. */
  readonly secrets: readonly string[]
  readonly logger: Logger
  readonly nowMs: () => number
}

/** Statuses of a refusal that differ from those of an operation. */
const statuses: Readonly<Record<string, number>> = {
  BAD_USER_INPUT: 415,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  CONFLICT: 409,
}

/**
 * `PUT /photos/uploads/<id>?token=` takes the bytes of an upload; `GET /photos/<id>/<variant>` sends a picture, to everyone when
 * its listing is public and else for a `token`. Both for the router alone, which signs each request. Pictures that were
 * given by address are never fetched.
 */
export function addPhotoRoutes(server: FastifyInstance, deps: PhotoRoutesDependencies): void {
  server.register(async (scope) => {
    scope.removeAllContentTypeParsers()
    scope.addContentTypeParser('*', { parseAs: 'buffer', bodyLimit: uploadBytesMax }, (_request, body, done) =>
      done(null, body),
    )
    scope.setErrorHandler((error: Error & { readonly statusCode?: number }, request, reply) => {
      if (error instanceof GraphQLError) return refuse(reply, error)
      if (error.statusCode === 413)
        return refuse(reply, createError('BAD_REQUEST', 'A picture has at most 10 MiB.'), 413)
      if (error.statusCode !== undefined && error.statusCode < 500)
        return refuse(reply, createError('BAD_REQUEST', 'The request cannot be understood.'), error.statusCode)
      deps.logger.error({ err: error, route: request.routeOptions.url }, 'a request for a picture failed')
      return refuse(reply, createError('INTERNAL_SERVER_ERROR', 'Something went wrong on our side.'), 500)
    })
    scope.put<{ Params: { id: string }; Querystring: { token?: unknown } }>(
      '/photos/uploads/:id',
      {
        // Before the body is read.
        onRequest: async ({ params, query }) => {
          if (isUuid(params.id) && isAllowed('upload', params.id, query.token)) return
          throw createError('FORBIDDEN', 'The address of the upload is over or altered. Begin another upload.')
        },
      },
      async (request) => {
        const body = Buffer.isBuffer(request.body) ? request.body : Buffer.alloc(0)
        verify(request, body)
        return receiveUpload(deps, request.params.id, body)
      },
    )
    scope.get<{ Params: { id: string; variant: string }; Querystring: { token?: unknown } }>(
      '/photos/:id/:variant',
      async (request, reply) => {
        verify(request, Buffer.alloc(0))
        const { id } = request.params
        const variant = photoVariants.find((name) => name === request.params.variant)
        const photo = variant !== undefined && isUuid(id) ? await deps.photos.findServed(id) : null
        const isSigned = isAllowed('read', id, request.query.token)
        // One answer for what is not there and what may not be seen.
        if (photo === null || variant === undefined || !(photo.isPublic || isSigned)) throw createMissing()
        const etag = `"${photo.sha256}-${variant}"`
        // An id never gets other bytes. A day, for a listing that is withdrawn has to be gone from caches some time.
        reply.header(
          'cache-control',
          photo.isPublic ? 'public, max-age=86400, immutable' : 'private, max-age=3600, immutable',
        )
        reply.header('etag', etag)
        if (request.headers['if-none-match'] === etag) return reply.code(304).send()
        const bytes = await deps.photoStorage.get(toStorageKey(photo.objectKey, variant))
        if (bytes === null) {
          deps.logger.error({ photo: id, variant }, 'the storage has lost a picture')
          reply.removeHeader('cache-control').removeHeader('etag')
          throw createMissing()
        }
        return reply
          .header('x-content-type-options', 'nosniff')
          .header('content-disposition', 'inline')
          .type(photo.contentType)
          .send(bytes)
      },
    )
  })

  function isAllowed(permission: 'upload' | 'read', id: string, token: unknown): boolean {
    return typeof token === 'string' && deps.photoSigner.verify(permission, id, token, deps.nowMs())
  }

  function verify(request: FastifyRequest, body: Buffer): void {
    const sha256 = createHash('sha256').update(body).digest('hex')
    verifySubgraphRequest(request.headers, {
      subgraph: 'properties',
      body: bytesRequestText({ method: request.method, path: request.url, sha256 }),
      secrets: deps.secrets,
      nowMs: deps.nowMs(),
    })
  }
}

function createMissing() {
  return createError('NOT_FOUND', 'There is no such picture, or its address is over.')
}

function refuse(reply: FastifyReply, error: GraphQLError, status?: number) {
  const code = String(error.extensions.code) as keyof typeof errorCodes
  const retryAfter = error.extensions.retryAfterSeconds
  if (retryAfter !== undefined) reply.header('retry-after', String(retryAfter))
  return reply
    .code(status ?? statuses[code] ?? errorCodes[code]?.status ?? 500)
    .type('application/json; charset=utf-8')
    .send(JSON.stringify({ errors: [error] }))
}
