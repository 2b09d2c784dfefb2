/** Each vector as int8 numbers and the scale that gives them back: within half a step of 1/127 of its greatest component. */
export function encodeRows(
  vectors: readonly Float64Array[],
  dimensions: number,
): { readonly rows: Int8Array; readonly scales: Float32Array } {
  const rows = new Int8Array(vectors.length * dimensions)
  const scales = new Float32Array(vectors.length)
  vectors.forEach((vector, r) => {
    const greatest = vector.reduce((max, x) => Math.max(max, Math.abs(x)), 0)
    const scale = Math.fround(greatest / 127)
    scales[r] = scale
    if (scale > 0)
      vector.forEach((x, i) => {
        rows[r * dimensions + i] = Math.max(-127, Math.min(127, Math.round(x / scale)))
      })
  })
  return { rows, scales }
}
