import type { ApolloServerPlugin } from '@apollo/server'
import { type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import type { FastifyInstance, FastifyRequest } from 'fastify'
import { type StartedSpan, startSpan } from './start-span.ts'

/** The spans of one server's requests. */
export interface RequestSpans {
  /** Begins the span of a request the router has signed, and returns the `traceparent` for what it asks of others. */
  readonly begin: (request: FastifyRequest, traceparent: string) => string
  /** Notes the operation's kind and how many resolvers it ran. */
  readonly plugin: ApolloServerPlugin<{ readonly traceparent: string }>
}

/**
 * A span for each request of a subgraph, below the router's span for it. Nothing of the operation goes into it but its kind,
 * the number of resolvers and whether there were errors. Without a tracer, or when the trace is not sampled, nothing is done.
 */
export function traceRequests(server: FastifyInstance, tracer: Tracer | null): RequestSpans {
  const byRequest = new WeakMap<FastifyRequest, StartedSpan>()
  // Apollo Server copies the context of an operation; its `traceparent`, which no other has, stays.
  const running = new Map<string, Span>()

  function end(request: FastifyRequest, status: number | null): void {
    const started = byRequest.get(request)
    if (started === undefined) return
    const { span, traceparent } = started
    byRequest.delete(request)
    running.delete(traceparent)
    if (status !== null) span.setAttribute('http.response.status_code', status)
    if (status !== null && status >= 500) span.setStatus({ code: SpanStatusCode.ERROR })
    span.end()
  }
  if (tracer !== null) {
    server.addHook('onResponse', async (request, reply) => end(request, reply.statusCode))
    server.addHook('onRequestAbort', async (request) => end(request, null))
  }

  return {
    begin(request, traceparent) {
      const started = startSpan(tracer, 'POST /graphql', traceparent, {
        kind: SpanKind.SERVER,
        attributes: { 'http.request.method': 'POST', 'http.route': '/graphql', 'url.path': '/graphql' },
      })
      if (started === null) return traceparent
      byRequest.set(request, started)
      running.set(started.traceparent, started.span)
      return started.traceparent
    },
    plugin: {
      async requestDidStart({ contextValue }) {
        const span = running.get(contextValue.traceparent)
        if (span === undefined) return
        let resolvers = 0
        return {
          async executionDidStart({ operation }) {
            span.setAttribute('graphql.operation.type', operation.operation)
            return {
              willResolveField() {
                resolvers += 1
              },
            }
          },
          async willSendResponse({ errors }) {
            span.setAttributes({ 'graphql.resolvers': resolvers, 'graphql.errors': errors?.length ?? 0 })
          },
        }
      },
    },
  }
}
