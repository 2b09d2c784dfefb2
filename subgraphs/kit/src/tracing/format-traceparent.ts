import type { SpanContext } from '@opentelemetry/api'

/** The `traceparent` header that makes others children of a span. */
export function formatTraceparent({ traceId, spanId, traceFlags }: SpanContext): string {
  return `00-${traceId}-${spanId}-${traceFlags.toString(16).padStart(2, '0')}`
}
