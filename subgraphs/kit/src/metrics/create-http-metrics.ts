import type { FastifyInstance } from 'fastify'
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
    help: 'HTTP requests being answered.',
    registers: [registry],
  })
  server.addHook('onRequest', async (_request) => active.inc())
  server.addHook('onRequestAbort', async (_request) => active.dec())
  server.addHook('onResponse', async (request, reply) => {
    active.dec()
    // The route's pattern, never the address itself: the number of series stays bounded.
    const route = request.routeOptions.url ?? 'unknown'
    total.inc({ method: request.method, route, status: String(reply.statusCode) })
    duration.observe({ method: request.method, route }, reply.elapsedTime / 1000)
  })
}
