import { analyze } from '@ree-ai/kit/language/analyze'
import { splitSentences } from '@ree-ai/kit/language/split-sentences'
import { trimSpan } from '@ree-ai/kit/language/trim-span'
import { hasHiddenCharacters } from '../retrieval/has-hidden-characters.ts'

const highlightsMax = 3
const highlightLengthMax = 400

/** The sentences of a listing's text that hold the most telling words of a query, at most three, in their order. Long ones are left out. */
export function pickHighlights(
  description: string,
  terms: ReadonlySet<string>,
  idf: (term: string) => number,
): readonly string[] {
  if (terms.size === 0) return []
  return splitSentences(description)
    .map((span) => trimSpan(description, span))
    .filter(({ start, end }) => end > start && end - start <= highlightLengthMax)
    .map(({ start, end }) => {
      const sentence = description.slice(start, end)
      const said = new Set(analyze(sentence))
      return { start, sentence, weight: [...terms].reduce((sum, term) => sum + (said.has(term) ? idf(term) : 0), 0) }
    })
    .filter(({ sentence, weight }) => weight > 0 && !hasHiddenCharacters(sentence))
    .sort((a, b) => b.weight - a.weight || a.start - b.start)
    .slice(0, highlightsMax)
    .sort((a, b) => a.start - b.start)
    .map(({ sentence }) => sentence)
}
