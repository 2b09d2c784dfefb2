import type { FastifyInstance } from 'fastify'
import { flattenHeaders } from './flatten-headers.ts'
import type { StreamTransport } from './transport.ts'

/** `createInMemoryTransport` for answers that go on. When the signal aborts, the server sees its client leave. */
export function createInMemoryStream(server: Pick<FastifyInstance, 'inject'>): StreamTransport {
  return async ({ method, path, headers, body, signal }) => {
    signal?.throwIfAborted()
    const response = await server.inject({ method, url: path, headers, payload: body, payloadAsStream: true })
    const text = response.stream().setEncoding('utf8')
    const leave = () => {
      response.raw.res.destroy()
      text.destroy(new Error('the exchange was called off', { cause: signal?.reason }))
    }
    // Whoever reads is told; when nobody does, nobody needs to be.
    text.on('error', () => {})
    if (signal?.aborted) leave()
    signal?.addEventListener('abort', leave, { once: true })
    text.once('close', () => {
      signal?.removeEventListener('abort', leave)
      response.raw.res.destroy()
    })
    return { status: response.statusCode, headers: flattenHeaders(response.headers), body: text }
  }
}
