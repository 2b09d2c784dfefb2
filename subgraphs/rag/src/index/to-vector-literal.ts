/** pgvector's text form; null for a vector without length, which has no direction to compare. */
export function toVectorLiteral(vector: Float32Array): string | null {
  return vector.some((value) => value !== 0) ? `[${Array.from(vector, round).join(',')}]` : null
}

/** Seven decimals are all that a vector of unit length keeps in 32 bits; more would only be slower to read. */
function round(value: number): number {
  return Math.round(value * 1e7) / 1e7
}
