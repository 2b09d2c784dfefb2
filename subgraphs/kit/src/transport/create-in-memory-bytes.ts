import type { FastifyInstance } from 'fastify'
import { flattenHeaders } from './flatten-headers.ts'
import type { BytesTransport } from './transport.ts'

/** `createInMemoryTransport` for bodies that are no text. */
export function createInMemoryBytes(server: Pick<FastifyInstance, 'inject'>): BytesTransport {
  return async ({ method, path, headers, body, signal }) => {
    const response = await server.inject({ method, url: path, headers, payload: body, signal })
    return { status: response.statusCode, headers: flattenHeaders(response.headers), body: response.rawPayload }
  }
}
