import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { decodeEndedCursor, encodeEndedCursor, nextPosition, pageSize, startPosition } from './ended-sessions.ts'

/**
 * `GET /ended-sessions?after=<cursor>`: which sessions have ended, for the router to refuse their access tokens.
 * Answers only what the router has signed (with an empty body). `{ sessions: [{ id, endedAtMs }], cursor, hasMore }`;
 * the first call goes without `after` and gets all ends that can still matter. A session may be told twice.
 */
export function addEndedSessionsRoute(
  server: FastifyInstance,
  services: Services,
  deps: { readonly subgraph: string; readonly secrets: readonly string[]; readonly logger: Logger },
): void {
  server.get<{ Querystring: { readonly after?: unknown } }>('/ended-sessions', async (request, reply) => {
    const nowMs = services.nowMs()
    try {
      const { subgraph, secrets } = deps
      verifySubgraphRequest(request.headers, { subgraph, body: '', secrets, nowMs })
    } catch (error) {
      deps.logger.warn({ address: request.ip }, 'refused a request that the router did not sign')
      return reply.code(401).send({ errors: [error] })
    }
    const { after } = request.query
    const position =
      after === undefined
        ? startPosition(nowMs, services.accessTokenMs)
        : decodeEndedCursor(typeof after === 'string' ? after : '')
    if (position === null) {
      const problem = { path: 'after', reason: 'must be the cursor of an earlier answer.' }
      return reply.code(400).send({ errors: [createInputError([problem])] })
    }
    const sessions = await services.store.sessions.listEnded(position, pageSize)
    const cursor = encodeEndedCursor(nextPosition(position, sessions, nowMs))
    return reply.header('cache-control', 'no-store').send({ sessions, cursor, hasMore: sessions.length >= pageSize })
  })
}
