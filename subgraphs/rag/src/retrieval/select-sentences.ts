import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import type { ReadPhrase, TextReader } from './text-reader.ts'

export type AnswerPassage = {
  /** Names the document; sentences of overlapping passages of one document are taken once. */
  readonly source: string
  readonly text: string
  /** Where `text` begins in the document, UTF-16 units. */
  readonly start: number
  readonly headings: readonly string[]
  /** 0 to 1. */
  readonly score: number
}

export type AnswerSentence = {
  readonly source: string
  /** Exactly the document's text from `start` to `end`, without white space at its ends. */
  readonly text: string
  readonly start: number
  readonly end: number
  readonly score: number
  /** The share of the question's weight (inverse document frequencies) that the sentence's words cover, 0 to 1. */
  readonly coverage: number
  readonly cosine: number
  readonly passage: AnswerPassage
}

export type SelectionWeights = {
  readonly coverage: number
  readonly heading: number
  readonly cosine: number
  readonly position: number
  readonly passage: number
}

/** Tuned on the 162 questions of Citizens Information (`evaluateCitizens`); differences of .1 hardly matter. */
export const selectionDefaults: SelectionWeights = {
  coverage: 0.2,
  heading: 0.3,
  cosine: 0.2,
  position: 0.2,
  passage: 2,
}

/**
 * The sentences of the passages that best answer a question, best first, at most `count` and no two of them the same text: by the question's
 * weighted words in the sentence and in the titles above it, by their vectors' cosine, by an early place in the passage and by the
 * passage's own score. Questions, headings, code, rules of tables and fragments under four words are never an answer.
 */
export function selectSentences(
  asked: ReadPhrase,
  passages: readonly AnswerPassage[],
  count: number,
  {
    idf,
    reader,
    weights = selectionDefaults,
  }: {
    readonly idf: (term: string) => number
    readonly reader: TextReader
    readonly weights?: SelectionWeights
  },
): readonly AnswerSentence[] {
  const found = new Map<string, AnswerSentence>()
  for (const passage of passages) {
    const titleCoverage = coverage(asked.terms, reader.phrase(passage.headings.join(' ')).terms, idf)
    reader.text(passage.text).answerable.forEach(({ start, end, phrase }, place) => {
      const text = passage.text.slice(start, end)
      const covered = coverage(asked.terms, phrase.terms, idf)
      const similar = cosine(asked.vector, phrase.vector)
      const score =
        weights.coverage * covered +
        weights.heading * titleCoverage +
        weights.cosine * similar +
        weights.position / (1 + place) +
        weights.passage * passage.score
      const key = text.toLowerCase()
      if ((found.get(key)?.score ?? Number.NEGATIVE_INFINITY) >= score) return
      const span = { start: passage.start + start, end: passage.start + end }
      found.set(key, { source: passage.source, text, ...span, score, coverage: covered, cosine: similar, passage })
    })
  }
  return [...found.values()]
    .sort((a, b) => b.score - a.score || (a.source < b.source ? -1 : a.source > b.source ? 1 : a.start - b.start))
    .slice(0, count)
}

function coverage(asked: ReadonlySet<string>, said: ReadonlySet<string>, idf: (term: string) => number): number {
  let total = 0
  let covered = 0
  for (const term of asked) {
    const weight = idf(term)
    total += weight
    if (said.has(term)) covered += weight
  }
  return total === 0 ? 0 : covered / total
}
