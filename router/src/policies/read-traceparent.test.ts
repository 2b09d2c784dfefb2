import { expect, test } from 'vitest'
import { readTraceparent } from './read-traceparent.ts'

const randomHex = (bytes: number) => 'ab'.repeat(bytes)
const traceId = '0af7651916cd43dd8448eb211c80319c'

test('continues a valid trace with a span of its own', () => {
  expect(readTraceparent(`00-${traceId}-b7ad6b7169203331-00`, randomHex)).toEqual({
    traceId,
    traceparent: `00-${traceId}-abababababababab-00`,
  })
})

test.each([
  undefined,
  '',
  'nonsense',
  `ff-${traceId}-b7ad6b7169203331-01`,
  `00-${'0'.repeat(32)}-b7ad6b7169203331-01`,
  `00-${traceId}-${'0'.repeat(16)}-01`,
  `00-${traceId.toUpperCase()}-b7ad6b7169203331-01`,
  `00-${traceId}-b7ad6b7169203331-01-more`,
])('begins a trace when it gets %s', (header) => {
  expect(readTraceparent(header, randomHex).traceparent).toBe(`00-${'ab'.repeat(16)}-${'ab'.repeat(8)}-01`)
})
