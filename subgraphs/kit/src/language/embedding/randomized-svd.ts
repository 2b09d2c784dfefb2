import { seededRandom } from './seeded-random.ts'

/** Rows of a sparse matrix: `columns[r][k]` holds `values[r][k]`. */
export type SparseRows = {
  readonly columnCount: number
  readonly columns: readonly Uint32Array[]
  readonly values: readonly Float64Array[]
}

/**
 * The left singular vectors of a sparse matrix for its `rank` greatest singular values, and these (Halko, Martinsson and Tropp 2011:
 * a seeded random range, `iterations` power iterations, then the eigenvectors of the small Gram matrix). `left[r]` is row `r`.
 */
export function randomizedSvd(
  matrix: SparseRows,
  rank: number,
  { iterations = 4, oversampling = 16, seed = 1 } = {},
): { readonly left: readonly Float64Array[]; readonly singular: Float64Array } {
  const size = Math.min(rank + oversampling, matrix.columns.length, matrix.columnCount)
  const random = seededRandom(seed)
  let basis: Float64Array[] = Array.from({ length: matrix.columnCount }, () =>
    Float64Array.from({ length: size }, () => random() * 2 - 1),
  )
  let range: Float64Array[] = multiply(matrix, basis, size)
  for (let i = 0; i < iterations; i++) {
    orthonormalize(range, size)
    basis = multiplyTransposed(matrix, range, size)
    orthonormalize(basis, size)
    range = multiply(matrix, basis, size)
  }
  // With an orthonormal basis V, A ~ (A V) V', so the left vectors are those of the tall A V = range.
  const { vectors, values } = symmetricEigen(gram(range, size))
  const order = values.map((_, i) => i).sort((a, b) => (values[b] as number) - (values[a] as number))
  const kept = order.slice(0, Math.min(rank, size))
  const singular = Float64Array.from(kept, (k) => Math.sqrt(Math.max(values[k] as number, 0)))
  const left = range.map((row) =>
    Float64Array.from(kept, (k, j) => {
      let dot = 0
      for (let i = 0; i < size; i++) dot += (row[i] as number) * (vectors[i]?.[k] as number)
      const scale = singular[j] as number
      return scale > 1e-6 * (singular[0] as number) ? dot / scale : 0
    }),
  )
  return { left, singular }
}

function multiply(matrix: SparseRows, dense: readonly Float64Array[], size: number): Float64Array[] {
  return matrix.columns.map((columns, r) => {
    const out = new Float64Array(size)
    const values = matrix.values[r] as Float64Array
    for (let k = 0; k < columns.length; k++)
      addScaled(out, dense[columns[k] as number] as Float64Array, values[k] as number)
    return out
  })
}

function multiplyTransposed(matrix: SparseRows, dense: readonly Float64Array[], size: number): Float64Array[] {
  const out = Array.from({ length: matrix.columnCount }, () => new Float64Array(size))
  matrix.columns.forEach((columns, r) => {
    const values = matrix.values[r] as Float64Array
    const row = dense[r] as Float64Array
    for (let k = 0; k < columns.length; k++)
      addScaled(out[columns[k] as number] as Float64Array, row, values[k] as number)
  })
  return out
}

function addScaled(target: Float64Array, source: Float64Array, factor: number): void {
  for (let i = 0; i < target.length; i++) (target[i] as number) += factor * (source[i] as number)
}

/** Makes the columns of a tall matrix orthonormal in place, through the eigenvectors of its Gram matrix. */
function orthonormalize(rows: readonly Float64Array[], size: number): void {
  const lower = cholesky(gram(rows, size))
  for (const row of rows) {
    for (let j = 0; j < size; j++) {
      const factors = lower[j] as Float64Array
      let value = row[j] as number
      for (let k = 0; k < j; k++) value -= (row[k] as number) * (factors[k] as number)
      row[j] = value / (factors[j] as number)
    }
  }
}

/** The lower triangle L with L L' = matrix; a pivot that rounding made too small is lifted, so it always exists. */
function cholesky(matrix: readonly Float64Array[]): readonly Float64Array[] {
  const floor = 1e-12 * Math.max(...matrix.map((row, i) => row[i] as number), 1e-300)
  const lower = matrix.map((row) => new Float64Array(row.length))
  for (let i = 0; i < matrix.length; i++) {
    const row = lower[i] as Float64Array
    for (let j = 0; j <= i; j++) {
      const other = lower[j] as Float64Array
      let value = matrix[i]?.[j] as number
      for (let k = 0; k < j; k++) value -= (row[k] as number) * (other[k] as number)
      row[j] = i === j ? Math.sqrt(Math.max(value, floor)) : value / (other[j] as number)
    }
  }
  return lower
}

function gram(rows: readonly Float64Array[], size: number): Float64Array[] {
  const out = Array.from({ length: size }, () => new Float64Array(size))
  for (const row of rows) {
    for (let i = 0; i < size; i++) {
      const factor = row[i] as number
      if (factor === 0) continue
      const target = out[i] as Float64Array
      for (let j = 0; j <= i; j++) (target[j] as number) += factor * (row[j] as number)
    }
  }
  for (let i = 0; i < size; i++) for (let j = 0; j < i; j++) (out[j] as Float64Array)[i] = out[i]?.[j] as number
  return out
}

/** Eigenvectors (columns) and eigenvalues of a symmetric matrix by cyclic Jacobi rotations. */
function symmetricEigen(matrix: Float64Array[]): { vectors: readonly Float64Array[]; values: number[] } {
  const size = matrix.length
  const vectors = matrix.map((_, i) => Float64Array.from({ length: size }, (_, j) => (i === j ? 1 : 0)))
  for (let sweep = 0; sweep < 12; sweep++) {
    let rotated = 0
    for (let p = 0; p < size; p++) for (let q = p + 1; q < size; q++) rotated += rotate(matrix, vectors, p, q) ? 1 : 0
    if (rotated === 0) break
  }
  return { vectors, values: matrix.map((row, i) => row[i] as number) }
}

function rotate(matrix: readonly Float64Array[], vectors: readonly Float64Array[], p: number, q: number): boolean {
  const rowP = matrix[p] as Float64Array
  const rowQ = matrix[q] as Float64Array
  const off = rowP[q] as number
  if (off * off <= 1e-20 * Math.abs((rowP[p] as number) * (rowQ[q] as number))) return false
  const theta = ((rowQ[q] as number) - (rowP[p] as number)) / (2 * off)
  const t = (theta < 0 ? -1 : 1) / (Math.abs(theta) + Math.sqrt(theta * theta + 1))
  const c = 1 / Math.sqrt(t * t + 1)
  const s = t * c
  for (const row of matrix) turn(row, p, q, c, s)
  for (let k = 0; k < rowP.length; k++) {
    const x = rowP[k] as number
    const y = rowQ[k] as number
    rowP[k] = c * x - s * y
    rowQ[k] = s * x + c * y
  }
  for (const row of vectors) turn(row, p, q, c, s)
  return true
}

function turn(row: Float64Array, p: number, q: number, c: number, s: number): void {
  const x = row[p] as number
  const y = row[q] as number
  row[p] = c * x - s * y
  row[q] = s * x + c * y
}
