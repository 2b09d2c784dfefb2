import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import type { Span } from '@ree-ai/kit/language/span'
import { matchSentence, weighMatchFeatures } from './match-sentence.ts'
import type { ReadPhrase, TextReader } from './text-reader.ts'

export type RankedPassage = {
  readonly key: string
  readonly text: string
  /** The document's title and the section titles that the passage lies under. */
  readonly headings: readonly string[]
  /** The fused score, 0 to 1. */
  readonly score: number
}
export type RerankedPassage = RankedPassage & {
  /** How nearly the best sentence or title says what the query does, 0 to 1: the mean of `matchSentence` and the vectors' cosine. */
  readonly match: number
}

/** What a passage keeps of its score when nothing in it can answer anything. */
const silentShare = 0.4

/**
 * Orders the best passages of a fused search anew by `(score + 2 * match) / 3`, where `match` belongs to the one sentence or title that comes nearest
 * to the query. Tables of contents and bare lists of questions are held back. For the top 50 or so: it compares every
 * sentence (about 3 ms once `reader` has read them, 30 ms when it has not: read ahead). On Citizens Information it lifts the right page from .77 to .90 at rank 1.
 */
export function rerankPassages<P extends RankedPassage>(
  asked: ReadPhrase,
  passages: readonly P[],
  { idf, reader }: { readonly idf: (term: string) => number; readonly reader: TextReader },
): readonly (P & RerankedPassage)[] {
  const features = weighMatchFeatures(asked, idf)
  const matchOf = (said: ReadPhrase) =>
    (matchSentence(features, weighMatchFeatures(said, idf), idf) + Math.max(0, cosine(asked.vector, said.vector))) / 2
  return passages
    .map((passage) => {
      const { sentences, answerable } = reader.text(passage.text)
      const match = Math.max(0, ...[...sentences, ...passage.headings.map(reader.phrase)].map(matchOf))
      const score = ((passage.score + 2 * match) / 3) * tellingShare(passage.text, answerable)
      return { ...passage, match, score }
    })
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
}

/** From `silentShare` to 1 by the share of the text in sentences that can answer something; a third of it is enough. */
function tellingShare(text: string, answerable: readonly Span[]): number {
  const telling = answerable.reduce((sum, { start, end }) => sum + end - start, 0)
  return silentShare + (1 - silentShare) * Math.min(1, (3 * telling) / Math.max(text.trim().length, 1))
}
