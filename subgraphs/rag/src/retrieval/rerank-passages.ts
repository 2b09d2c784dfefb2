import { cosine } from '@ree-ai/kit/language/embedding/cosine'
import { embed } from '@ree-ai/kit/language/embedding/embed'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { splitSentences } from '@ree-ai/kit/language/split-sentences'
import { matchSentence, readMatchFeatures } from './match-sentence.ts'
import { readAnswerable } from './read-answerable.ts'

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
 * to the query. Tables of contents and bare lists of questions are held back. For the top 50 or so: it reads and embeds every
 * sentence (about 20 ms). On Citizens Information it lifts the right page from .77 to .90 at rank 1.
 */
export function rerankPassages<P extends RankedPassage>(
  query: string,
  passages: readonly P[],
  {
    idf,
    model,
    language = 'en',
  }: { readonly idf: (term: string) => number; readonly model: EmbeddingModel; readonly language?: string },
): readonly (P & RerankedPassage)[] {
  const asked = readMatchFeatures(query, idf, language)
  const askedVector = embed(model, query)
  const matchOf = (text: string) =>
    (matchSentence(asked, readMatchFeatures(text, idf, language), idf) +
      Math.max(0, cosine(askedVector, embed(model, text)))) /
    2
  return passages
    .map((passage) => {
      const sentences = splitSentences(passage.text).map(({ start, end }) => passage.text.slice(start, end))
      const match = Math.max(0, ...[...sentences, ...passage.headings].map(matchOf))
      const score = ((passage.score + 2 * match) / 3) * tellingShare(passage.text)
      return { ...passage, match, score }
    })
    .sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1))
}

/** From `silentShare` to 1 by the share of the text in sentences that can answer something; a third of it is enough. */
function tellingShare(text: string): number {
  const telling = readAnswerable(text).reduce((sum, { start, end }) => sum + end - start, 0)
  return silentShare + (1 - silentShare) * Math.min(1, (3 * telling) / Math.max(text.trim().length, 1))
}
