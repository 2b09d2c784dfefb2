/** W3C Trace Context, version 00 and later ones read as 00. */
const pattern = /^([0-9a-f]{2})-([0-9a-f]{32})-([0-9a-f]{16})-([0-9a-f]{2})$/

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
  const [, version, traceId = '', parentId = '', flags = ''] = pattern.exec(header ?? '') ?? []
  const isValid = version !== undefined && version !== 'ff' && !/^0+$/.test(traceId) && !/^0+$/.test(parentId)
  const span = randomHex(8)
  if (isValid) return { traceId, traceparent: `00-${traceId}-${span}-${flags}` }
  const newId = randomHex(16)
  return { traceId: newId, traceparent: `00-${newId}-${span}-01` }
}
