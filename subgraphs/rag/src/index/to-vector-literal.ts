/** pgvector's text form; null for a vector without length, which has no direction to compare. */
export function toVectorLiteral(vector: Float32Array): string | null {
  return vector.some((value) => value !== 0) ? `[${Array.from(vector).join(',')}]` : null
}
