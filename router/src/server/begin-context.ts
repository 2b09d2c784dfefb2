import type { Span } from '@opentelemetry/api'
import { readDevice } from '@ree-ai/kit/identity/read-device'
import type { FastifyRequest } from 'fastify'
import { createDecisions } from '../policies/create-decisions.ts'
import type { TraceParent } from '../policies/read-traceparent.ts'
import type { Delivery } from '../subscriptions/delivery.ts'
import type { RequestRecord } from './request-record.ts'
import type { ServerContext } from './server-context.ts'

/**
 * The context of an operation before anything is known of its sender. Of what a client says about itself only its client's
 * name and version are used, its trace, and its device (`User-Agent`), which its user is shown.
 */
export function beginContext(
  request: Pick<FastifyRequest, 'headers' | 'ip'>,
  options: {
    readonly requestId: string
    readonly trace: TraceParent & { readonly span?: Span | null }
    readonly signal: AbortSignal
    readonly record: RequestRecord
    /** For operations whose answer may be a stream of events. */
    readonly delivery?: Delivery
  },
): ServerContext {
  const { trace, record, delivery } = options
  const clientName = readLabel(request.headers['apollographql-client-name'])
  const clientVersion = readLabel(request.headers['apollographql-client-version'])
  return {
    viewer: null,
    requestId: options.requestId,
    clientAddress: request.ip,
    device: readDevice(request.headers['user-agent']),
    traceparent: trace.traceparent,
    clientName,
    clientVersion,
    signal: options.signal,
    acceptsEvents: delivery !== undefined,
    decisions: createDecisions(),
    record: Object.assign(record, { traceId: trace.traceId, clientName, clientVersion }),
    span: trace.span ?? null,
    delivery,
  }
}

/** A name or version a client gives itself: at most 64 characters that are safe in logs, labels and headers. */
function readLabel(value: string | readonly string[] | undefined): string {
  const text = typeof value === 'string' ? value : (value?.[0] ?? '')
  return text.slice(0, 64).replace(/[^A-Za-z0-9 ._:@/+-]/g, '')
}
