/** `k1` is how soon repeats stop counting, `b` how much long texts are held back. */
export type Bm25Options = { readonly k1: number; readonly b: number }

export const bm25Defaults: Bm25Options = { k1: 1.2, b: 0.75 }

/**
 * How telling a term is: `ln(1 + (N - n + .5) / (n + .5))` with N passages, n of them with the term (Lucene's form,
 * never negative).
 */
export function inverseDocumentFrequency(passageCount: number, passagesWithTerm: number): number {
  return Math.log(1 + (passageCount - passagesWithTerm + 0.5) / (passagesWithTerm + 0.5))
}

/**
 * What one term adds to a passage's BM25 score: `idf * f * (k1 + 1) / (f + k1 * (1 - b + b * length / meanLength))` with f
 * occurrences in a passage of `length` terms.
 */
export function bm25Term(
  idf: number,
  occurrences: number,
  length: number,
  meanLength: number,
  { k1, b }: Bm25Options = bm25Defaults,
): number {
  if (occurrences <= 0) return 0
  return (idf * occurrences * (k1 + 1)) / (occurrences + k1 * (1 - b + (b * length) / Math.max(meanLength, 1)))
}
