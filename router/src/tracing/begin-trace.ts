import { type Attributes, ROOT_CONTEXT, type Span, SpanKind, type Tracer, trace } from '@opentelemetry/api'
import { formatTraceparent } from '@ree-ai/kit/tracing/format-traceparent'
import { parseTraceparent } from '@ree-ai/kit/tracing/parse-traceparent'
import { readTraceparent, type TraceParent } from '../policies/read-traceparent.ts'

/** A trace as it begins or goes on at the router. */
export interface BegunTrace extends TraceParent {
  /** The request's span, to be ended by who began it; null when it is not recorded. */
  readonly span: Span | null
}

export interface TraceSource {
  /** Null where no traces are sent: then there are ids only, for the log and the subgraphs. */
  readonly tracer: Tracer | null
  readonly randomHex: (bytes: number) => string
}

/**
 * Continues the trace of a client's `traceparent`, or begins one when there is none or it is garbage. Of a client's header its ids
 * count, and its flag: whether the trace is sampled.
 */
export function beginTrace(
  { tracer, randomHex }: TraceSource,
  header: string | undefined,
  name: string,
  attributes: Attributes = {},
): BegunTrace {
  if (tracer === null) return { ...readTraceparent(header, randomHex), span: null }
  const client = parseTraceparent(header)
  const parent = client === null ? ROOT_CONTEXT : trace.setSpanContext(ROOT_CONTEXT, client)
  const span = tracer.startSpan(name, { kind: SpanKind.SERVER, attributes }, parent)
  const { traceId } = span.spanContext()
  const traceparent = formatTraceparent(span.spanContext())
  return { traceId, traceparent, span: span.isRecording() ? span : null }
}
