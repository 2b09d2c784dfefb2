import type { FastifyInstance } from 'fastify'
import { createRequestFault } from './request-fault.ts'

/** Headers of which a second one would be read differently by different programs on the way. */
const single = new Set([
  'authorization',
  'content-type',
  'content-encoding',
  'content-length',
  'host',
  'transfer-encoding',
])

/** Answers 400 to requests that send a header twice that has one meaning. */
export function refuseOddHeaders(server: FastifyInstance): void {
  server.addHook('onRequest', async (request) => {
    const { rawHeaders } = request.raw
    const seen = new Set<string>()
    for (let index = 0; index < rawHeaders.length; index += 2) {
      const name = (rawHeaders[index] ?? '').toLowerCase()
      if (!single.has(name)) continue
      if (seen.has(name)) throw createRequestFault(400, `Send the header ${name} once.`)
      seen.add(name)
    }
  })
}
