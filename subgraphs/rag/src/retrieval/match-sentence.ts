import { stem } from '@ree-ai/kit/language/stem'
import { tokenize } from '@ree-ai/kit/language/tokenize'

/** What a text is compared by: its distinct terms, the pairs of neighbouring words (function words included) and the weight of all. */
export type MatchFeatures = {
  readonly terms: ReadonlySet<string>
  readonly pairs: ReadonlySet<string>
  readonly weight: number
}

/** A pair of words weighs this much; a term weighs its inverse document frequency (mostly 1 to 8). */
const pairWeight = 1.5

/** The pairs of neighbouring words of a text, function words included, each once. */
export function listPairs(text: string): ReadonlySet<string> {
  const words = tokenize(text).map((word) => stem(word, 'en'))
  return new Set(words.slice(1).map((word, i) => `${words[i]} ${word}`))
}

/** The features of a question or a sentence; `idf` is the index's weight of a term. */
export function weighMatchFeatures(
  { terms, pairs }: Omit<MatchFeatures, 'weight'>,
  idf: (term: string) => number,
): MatchFeatures {
  let weight = pairWeight * pairs.size
  for (const term of terms) weight += idf(term)
  return { terms, pairs, weight }
}

/**
 * How nearly two texts say the same in the same words, 0 to 1: the weighted Dice coefficient of their terms and pairs. Unlike BM25 it sees
 * word order and what a sentence says besides, so that the title "Can a decision be appealed?" stands out from pages about appeals.
 */
export function matchSentence(a: MatchFeatures, b: MatchFeatures, idf: (term: string) => number): number {
  let shared = 0
  for (const term of a.terms) if (b.terms.has(term)) shared += idf(term)
  for (const pair of a.pairs) if (b.pairs.has(pair)) shared += pairWeight
  const total = a.weight + b.weight
  return total === 0 ? 0 : (2 * shared) / total
}
