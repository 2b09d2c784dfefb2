import type { FastifyInstance } from 'fastify'
import { createRequestFault } from './request-fault.ts'

const charset = /;\s*charset\s*=\s*"?([^";\s]{1,40})/i

/**
 * Bodies are JSON in UTF-8: another charset answers 415, and bytes that are no UTF-8 answer 400 instead of standing for something
 * else. Objects with `__proto__` or `constructor.prototype` answer 400.
 */
export function readJsonBodies(server: FastifyInstance): void {
  const parseJson = server.getDefaultJsonParser('error', 'error')
  server.removeContentTypeParser('application/json')
  server.addContentTypeParser('application/json', { parseAs: 'buffer' }, (request, body, done) => {
    const name = charset.exec(request.headers['content-type'] ?? '')?.[1]?.toLowerCase() ?? 'utf-8'
    if (name !== 'utf-8' && name !== 'utf8') return done(createRequestFault(415, 'The charset has to be utf-8.'))
    const text = decode(body as Buffer)
    if (text === null) return done(createRequestFault(400, 'The body is not UTF-8.'))
    parseJson(request, text, (error, value) => {
      const isForbidden = error?.message.includes('prototype') ?? false
      done(
        isForbidden ? createRequestFault(400, 'The body has a name that is not allowed: `__proto__`.') : error,
        value,
      )
    })
  })
}

function decode(bytes: Buffer): string | null {
  try {
    return new TextDecoder('utf-8', { fatal: true }).decode(bytes)
  } catch {
    return null
  }
}
