import { SpanStatusCode } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type BegunTrace, beginTrace, type TraceSource } from './begin-trace.ts'

declare module 'fastify' {
  interface FastifyRequest {
    /** Where the request stands in its trace; null outside the routes that are traced. */
    trace: BegunTrace | null
  }
}

/**
 * Begins the trace of each request to one of `routes`, as `request.trace`, with a span from the first byte of the request to the
 * last of its answer. A WebSocket has no span: it lasts as long as its client likes, and its operations have their own.
 */
export function traceRequests(server: FastifyInstance, source: TraceSource, routes: readonly string[]): void {
  const untraced: TraceSource = { ...source, tracer: null }
  server.decorateRequest('trace', null)
  server.addHook('onRequest', async (request) => {
    const route = request.routeOptions.url
    if (route === undefined || !routes.includes(route)) return
    const { traceparent } = request.headers
    const header = typeof traceparent === 'string' ? traceparent : undefined
    const isSocket = request.headers.upgrade !== undefined
    request.trace = beginTrace(isSocket ? untraced : source, header, `${request.method} ${route}`, {
      'http.request.method': request.method,
      'http.route': route,
      'url.path': route,
    })
  })
  server.addHook('onResponse', async (request, reply) => end(request, reply.statusCode))
  server.addHook('onRequestAbort', async (request) => end(request, null))
}

/** Ending twice does nothing. A status of null is a client that left. */
function end({ trace }: FastifyRequest, status: number | null): void {
  if (!trace?.span?.isRecording()) return
  if (status !== null) trace.span.setAttribute('http.response.status_code', status)
  if (status !== null && status >= 500) trace.span.setStatus({ code: SpanStatusCode.ERROR })
  trace.span.end()
}
