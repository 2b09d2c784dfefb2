import { formatTraceparent } from '@ree-ai/kit/tracing/format-traceparent'
import { parseTraceparent } from '@ree-ai/kit/tracing/parse-traceparent'

/** Where a request stands in its trace. */
export interface TraceParent {
  readonly traceId: string
  /** The header to send on. */
  readonly traceparent: string
}

/**
 * Continues the caller's trace when its `traceparent` is valid, else begins one; either way with a span of our own.
 * `randomHex` gives that many random bytes in hexadecimal.
 */
export function readTraceparent(header: string | undefined, randomHex: (bytes: number) => string): TraceParent {
  const parent = parseTraceparent(header)
  const spanId = randomHex(8)
  const { traceId, traceFlags } = parent ?? { traceId: randomHex(16), traceFlags: 1 }
  return { traceId, traceparent: formatTraceparent({ traceId, spanId, traceFlags }) }
}
