/** The Jaccard similarity of two texts' shingles, 0 to 1, as the share of minima that are equal; 0 without a signature. */
export function estimateSimilarity(a: readonly number[], b: readonly number[]): number {
  if (a.length === 0 || a.length !== b.length) return 0
  let equal = 0
  for (let i = 0; i < a.length; i++) if (a[i] === b[i]) equal += 1
  return equal / a.length
}
