import type { FastifyInstance } from 'fastify'
import { z } from 'zod'
import type { CacheStore } from './cache-store.ts'

const bodySchema = z.strictObject({ tags: z.array(z.string().min(1).max(1_000)).min(1).max(1_000) })

/**
 * `POST /cache/invalidate` with `{"tags": [...]}`: invalidates tags at once and answers under how many of them something was kept
 * lately, `{"invalidated": n}`. 400 with every problem of the body; 503 while the store is away, and then it is done before anything is
 * read from it again.
 */
export function addInvalidationRoute(
  server: FastifyInstance,
  deps: { readonly store: CacheStore; readonly onInvalidation?: (count: number) => void },
): void {
  server.post('/cache/invalidate', async (request, reply) => {
    const body = bodySchema.safeParse(request.body)
    if (!body.success) {
      const problems = body.error.issues.map(({ path, message }) => ({ path: path.join('.'), reason: message }))
      return reply.code(400).send({ problems })
    }
    const { tags } = body.data
    deps.onInvalidation?.(tags.length)
    const invalidated = await deps.store.invalidate(tags)
    if (invalidated !== null) return { invalidated }
    return reply
      .code(503)
      .send({ invalidated: 0, problems: [{ path: '', reason: 'The cache is away; it is done once it is back.' }] })
  })
}
