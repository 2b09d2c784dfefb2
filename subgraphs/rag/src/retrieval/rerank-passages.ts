import { splitSentences } from '@ree-ai/kit/language/split-sentences'
import { readAnswerable } from './read-answerable.ts'
import { matchSentence, readMatchFeatures } from './match-sentence.ts'

export type RankedPassage = {
  readonly key: string
  readonly text: string
  /** The document's title and the section titles that the passage lies under. */
  readonly headings: readonly string[]
  /** The fused score, 0 to 1. */
  readonly score: number
}
export type RerankedPassage = RankedPassage & {
  /** The best match of one sentence or title with the query, 0 to 1 (`matchSentence`). */
  readonly match: number
}

/** What a passage keeps of its score when nothing in it can answer anything. */
const silentShare = 0.4
/** How much the best matching sentence counts beside the fused score. */
const matchWeight = 1

/**
 * Orders the best passages of a fused search anew by `(score + match) / 2`, where `match` is how nearly one of the passage's sentences or titles
 * asks or says what the query does. Tables of contents and bare lists of questions are held back. For the top 50 or so: it reads every sentence. Linear in their text.
 */
export function rerankPassages(
  query: string,
  passages: readonly RankedPassage[],
  idf: (term: string) => number,
  language = 'en',
): readonly RerankedPassage[] {
  const asked = readMatchFeatures(query, idf, language)
  return passages
    .map((passage) => {
      const sentences = splitSentences(passage.text).map(({ start, end }) => passage.text.slice(start, end))
      const matches = [...sentences, ...passage.headings].map((text) =>
        matchSentence(asked, readMatchFeatures(text, idf, language), idf),
      )
      const match = Math.max(0, ...matches)
      const score = (passage.score + matchWeight * match) / (1 + matchWeight)
      return { ...passage, match, score: score * tellingShare(passage.text) }
    })
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
}

/** From `silentShare` to 1 by the share of the text in sentences that can answer something; a third of it is enough. */
function tellingShare(text: string): number {
  const telling = readAnswerable(text).reduce((sum, { start, end }) => sum + end - start, 0)
  return silentShare + (1 - silentShare) * Math.min(1, (3 * telling) / Math.max(text.trim().length, 1))
}
