import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { verifySubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance } from 'fastify'
import type { Services } from '../services.ts'
import { decodeEndedCursor, encodeEndedCursor, nextPosition, pageSize, startPosition } from './ended-sessions.ts'
import { holdUntilEnded } from './hold-until-ended.ts'

const waitSecondsMax = 30

/**
 * `GET /ended-sessions?after=<cursor>`: which sessions have ended, for the router to refuse their access tokens.
 * Answers only what the router has signed (with an empty body). `{ sessions: [{ id, endedAtMs }], cursor, hasMore }`;
 * the first call goes without `after` and gets all ends that can still matter. A session may be told twice.
 *
 * With `wait=<seconds>`, 1 to 30, the answer is held until a session ends that the cursor does not know, at most that
 * long: at once when it ends in this process, within a quarter of a second when another replica ended it. A server that
 * closes, and a caller that leaves, end the wait.
 */
export function addEndedSessionsRoute(
  server: FastifyInstance,
  services: Services,
  deps: { readonly subgraph: string; readonly secrets: readonly string[]; readonly logger: Logger },
): void {
  const held = new Set<AbortController>()
  server.addHook('preClose', async () => {
    for (const hold of held) hold.abort()
  })
  type Query = { readonly after?: unknown; readonly wait?: unknown }

  server.get<{ Querystring: Query }>('/ended-sessions', async (request, reply) => {
    const nowMs = services.nowMs()
    try {
      const { subgraph, secrets } = deps
      verifySubgraphRequest(request.headers, { subgraph, body: '', secrets, nowMs })
    } catch (error) {
      deps.logger.warn({ address: request.ip }, 'refused a request that the router did not sign')
      return reply.code(401).send({ errors: [error] })
    }
    const { after, wait = '0' } = request.query
    const position =
      after === undefined
        ? startPosition(nowMs, services.accessTokenMs)
        : decodeEndedCursor(typeof after === 'string' ? after : '')
    const waitSeconds = typeof wait === 'string' && /^\d{1,2}$/.test(wait) ? Number(wait) : Number.NaN
    const problems = [
      ...(position === null ? [{ path: 'after', reason: 'must be the cursor of an earlier answer.' }] : []),
      ...(waitSeconds <= waitSecondsMax ? [] : [{ path: 'wait', reason: `must be 0 to ${waitSecondsMax} seconds.` }]),
    ]
    if (position === null || problems.length > 0) return reply.code(400).send({ errors: [createInputError(problems)] })
    if (waitSeconds > 0) {
      const hold = new AbortController()
      reply.raw.once('close', () => hold.abort())
      held.add(hold)
      try {
        await holdUntilEnded(services, position, { waitMs: waitSeconds * 1_000, signal: hold.signal })
      } finally {
        held.delete(hold)
      }
    }
    const readAtMs = services.nowMs()
    const sessions = await services.store.sessions.listEnded(position, pageSize)
    const cursor = encodeEndedCursor(nextPosition(position, sessions, readAtMs))
    return reply.header('cache-control', 'no-store').send({ sessions, cursor, hasMore: sessions.length >= pageSize })
  })
}
