import type { FastifyInstance, FastifyRequest } from 'fastify'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

/** Seconds; from a cache hit to a slow language model. */
export const durationBuckets = [0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10]

/** Counts and times each HTTP request of a server: `http_requests_total`, `http_request_duration_seconds`, `http_requests_active`. */
export function createHttpMetrics(server: FastifyInstance, registry: Registry): void {
  const labelNames = ['method', 'route', 'status'] as const
  const total = new Counter({
    name: 'http_requests_total',
    help: 'HTTP requests answered.',
    labelNames,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'http_request_duration_seconds',
    help: 'Time from the request to the end of its answer.',
    labelNames: ['method', 'route'] as const,
    buckets: durationBuckets,
    registers: [registry],
  })
  const active = new Gauge({
    name: 'http_requests_active',
    help: 'HTTP requests being answered, open WebSockets among them.',
    registers: [registry],
  })
  const underWay = new WeakSet<FastifyRequest>()
  const end = (request: FastifyRequest) => {
    if (underWay.delete(request)) active.dec()
  }
  server.addHook('onRequest', async (request) => {
    active.inc()
    underWay.add(request)
    // A request that becomes a WebSocket has no response.
    if (request.headers.upgrade !== undefined) request.raw.socket.once('close', () => end(request))
  })
  server.addHook('onRequestAbort', async (request) => end(request))
  server.addHook('onResponse', async (request, reply) => {
    end(request)
    // The route's pattern, never the address itself: the number of series stays bounded.
    const route = request.routeOptions.url ?? 'unknown'
    total.inc({ method: request.method, route, status: String(reply.statusCode) })
    duration.observe({ method: request.method, route }, reply.elapsedTime / 1000)
  })
}
