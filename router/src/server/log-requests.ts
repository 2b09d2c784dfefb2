import type { Logger } from '@ree-ai/kit/logging/logger'
import type { FastifyInstance } from 'fastify'
import type { RequestRecord } from './request-record.ts'

declare module 'fastify' {
  interface FastifyRequest {
    record: RequestRecord
  }
}

/** Writes one line for each request to a route in `routes`: what was asked by name, how it ended, how long it took. */
export function logRequests(server: FastifyInstance, logger: Logger, routes: readonly string[]): void {
  server.decorateRequest('record')
  server.addHook('onRequest', async (request) => {
    request.record = { traceId: '', clientName: '', clientVersion: '', operations: [] }
  })
  server.addHook('onResponse', async (request, reply) => {
    const route = request.routeOptions.url
    if (route === undefined || !routes.includes(route)) return
    const { traceId, clientName, clientVersion, operations } = request.record
    const line = {
      requestId: request.id,
      traceId,
      method: request.method,
      route,
      status: reply.statusCode,
      durationMs: Math.round(reply.elapsedTime * 10) / 10,
      client: clientName,
      clientVersion,
      operations,
    }
    logger.info(line, 'request')
  })
}
