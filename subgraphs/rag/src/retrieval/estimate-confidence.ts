import { analyze } from '@ree-ai/kit/language/analyze'

export type ConfidencePassage = {
  readonly text: string
  readonly headings: readonly string[]
  /** By `rerankPassages`. */
  readonly match: number
  /** Of the question's and the passage's vectors. */
  readonly cosine: number
}

/** Under this the sources are taken not to answer. */
export const answerConfidenceMin = 0.4
/** Of so many passages the cosines are looked at. */
export const cosinesMax = 5

const weights = { match: 3.1, coverage: 3.6, cosine: 5.5, detail: 4.5, bias: -8.2 }

/**
 * The probability that the passages (reranked, best first) answer the question: a logistic fit on how well the best passage's nearest sentence matches,
 * on the share of the question's weight that its words cover, on the best cosine of the first five and on how much the question says.
 * Fitted on the questions of Citizens Information and of the sample guides against ones that they do not answer (everyday matters, science,
 * the guides' own eight unanswerable ones). At `answerConfidenceMin` pass 99 % of the first, 66 % of the guides' freely worded ones, 3 to 7 % of
 * everyday matters and science, 3 of the 8. It knows subjects, not facts: with the right page taken away, a page on the same
 * subject still passes in four of five cases.
 */
export function estimateConfidence(
  question: string,
  passages: readonly ConfidencePassage[],
  idf: (term: string) => number,
  language = 'en',
): number {
  const best = passages[0]
  if (!best) return 0
  const said = new Set(analyze(`${best.headings.join(' ')} ${best.text}`, language))
  let total = 0
  let covered = 0
  for (const term of new Set(analyze(question, language))) {
    const weight = idf(term)
    total += weight
    if (said.has(term)) covered += weight
  }
  if (total === 0) return 0
  const cosine = Math.max(0, ...passages.slice(0, cosinesMax).map((passage) => passage.cosine))
  const sum =
    weights.match * best.match +
    weights.coverage * (covered / total) +
    weights.cosine * cosine +
    weights.detail * Math.min(total / 30, 1) +
    weights.bias
  return 1 / (1 + Math.exp(-sum))
}
