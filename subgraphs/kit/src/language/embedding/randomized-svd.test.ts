import { expect, it } from 'vitest'
import { randomizedSvd } from './randomized-svd.ts'

it('finds the singular values and orthonormal left vectors of a sparse matrix', () => {
  // Rank 2: 5 * u1 v1' + 2 * u2 v2' with u1 = (3, 4, 0) / 5, u2 = (0, 0, 1), v1 = (1, 0, 0), v2 = (0, .6, .8).
  const matrix = {
    columnCount: 3,
    columns: [Uint32Array.of(0), Uint32Array.of(0), Uint32Array.of(1, 2)],
    values: [Float64Array.of(3), Float64Array.of(4), Float64Array.of(1.2, 1.6)],
  }
  const { left, singular } = randomizedSvd(matrix, 2)
  expect(singular[0]).toBeCloseTo(5, 6)
  expect(singular[1]).toBeCloseTo(2, 6)
  expect(Math.abs(left[0]?.[0] ?? 0)).toBeCloseTo(0.6, 6)
  expect(Math.abs(left[1]?.[0] ?? 0)).toBeCloseTo(0.8, 6)
  expect(Math.abs(left[2]?.[1] ?? 0)).toBeCloseTo(1, 6)
  expect(left[2]?.[0]).toBeCloseTo(0, 6)
})
