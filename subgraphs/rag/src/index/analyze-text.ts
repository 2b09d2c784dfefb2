import { analyze } from '@ree-ai/kit/language/analyze'
import { tokenize } from '@ree-ai/kit/language/tokenize'

/** What the inverted index keeps of one text. */
export interface AnalyzedText {
  /** Terms and how often each occurs. */
  readonly terms: ReadonlyMap<string, number>
  /** Number of terms with their repeats, for BM25. */
  readonly length: number
  /** The distinct words as written, for the correction of misspelt queries. */
  readonly words: ReadonlySet<string>
}

/** Analyzes a text for indexing. A part of weight 2 counts as if it stood there twice. */
export function analyzeText(parts: readonly { readonly text: string; readonly weight: number }[]): AnalyzedText {
  const terms = new Map<string, number>()
  const words = new Set<string>()
  let length = 0
  for (const { text, weight } of parts) {
    if (text === '') continue
    for (const term of analyze(text)) {
      terms.set(term, (terms.get(term) ?? 0) + weight)
      length += weight
    }
    for (const word of tokenize(text)) if (/^\p{L}{3,24}$/u.test(word)) words.add(word)
  }
  return { terms, length, words }
}
