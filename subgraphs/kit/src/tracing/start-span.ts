import { ROOT_CONTEXT, type Span, type SpanOptions, TraceFlags, type Tracer, trace } from '@opentelemetry/api'
import { formatTraceparent } from './format-traceparent.ts'
import { parseTraceparent } from './parse-traceparent.ts'

/** A span under way, and what makes others its children. */
export interface StartedSpan {
  readonly span: Span
  readonly traceparent: string
}

/**
 * Begins a span below the one that `parent` (a `traceparent`) names. Null, and nothing done, where there is no tracer or
 * the trace is not sampled.
 */
export function startSpan(
  tracer: Tracer | null,
  name: string,
  parent: string,
  options: SpanOptions = {},
): StartedSpan | null {
  if (tracer === null) return null
  const above = parseTraceparent(parent)
  if (above === null || (above.traceFlags & TraceFlags.SAMPLED) === 0) return null
  const span = tracer.startSpan(name, options, trace.setSpanContext(ROOT_CONTEXT, above))
  return { span, traceparent: formatTraceparent(span.spanContext()) }
}
