import { type Attributes, type Span, SpanKind, SpanStatusCode, type Tracer } from '@opentelemetry/api'
import { isErrorCode } from '@ree-ai/kit/errors/is-error-code'
import { startSpan } from '@ree-ai/kit/tracing/start-span'
import { GraphQLError } from 'graphql'

/**
 * Runs something within a span below `parent` (a `traceparent`). What it sends on goes with the `traceparent` it is given, so that
 * it stands below this span; without a tracer, or when the trace is not sampled, that is `parent` itself and nothing else
 * is done. A rejection passes through and leaves its registered code on the span, never its message.
 */
export async function withSpan<Result>(
  tracer: Tracer | null,
  name: string,
  parent: string,
  run: (traceparent: string, span: Span | null) => Promise<Result> | Result,
  options: { readonly kind?: 'client' | 'internal'; readonly attributes?: Attributes } = {},
): Promise<Result> {
  const kind = options.kind === 'client' ? SpanKind.CLIENT : SpanKind.INTERNAL
  const started = startSpan(tracer, name, parent, { kind, attributes: options.attributes })
  if (started === null) return run(parent, null)
  const { span, traceparent } = started
  try {
    return await run(traceparent, span)
  } catch (error) {
    span.setAttribute('outcome', readCode(error))
    span.setStatus({ code: SpanStatusCode.ERROR })
    throw error
  } finally {
    span.end()
  }
}

function readCode(error: unknown): string {
  const code = error instanceof GraphQLError ? error.extensions.code : undefined
  return isErrorCode(code) ? code : 'INTERNAL_SERVER_ERROR'
}
