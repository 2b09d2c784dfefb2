import type { FastifyInstance } from 'fastify'
import { flattenHeaders } from './flatten-headers.ts'
import type { Transport } from './transport.ts'

/** Calls a server of the same process with no network between: every hook and check of the server still runs. */
export function createInMemoryTransport(server: Pick<FastifyInstance, 'inject'>): Transport {
  return async (request) => {
    const response = await server.inject({
      method: request.method,
      url: request.path,
      headers: request.headers,
      payload: request.body,
      signal: request.signal,
    })
    return { status: response.statusCode, headers: flattenHeaders(response.headers), body: response.payload }
  }
}
