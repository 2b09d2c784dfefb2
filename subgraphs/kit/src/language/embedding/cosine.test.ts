import { expect, it } from 'vitest'
import { cosine } from './cosine.ts'

it('measures the angle whatever the lengths, and refuses vectors of different models', () => {
  expect(cosine(Float32Array.of(3, 4), Float32Array.of(6, 8))).toBeCloseTo(1)
  expect(cosine(Float32Array.of(1, 0), Float32Array.of(0, 2))).toBe(0)
  expect(cosine(Float32Array.of(0, 0), Float32Array.of(1, 2))).toBe(0)
  expect(() => cosine(Float32Array.of(1), Float32Array.of(1, 2))).toThrow(RangeError)
})
