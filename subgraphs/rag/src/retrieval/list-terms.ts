import { analyze } from '@ree-ai/kit/language/analyze'
import { splitSentences } from '@ree-ai/kit/language/split-sentences'

/** Every term that comparing texts sentence by sentence asks the weight of: a sentence of stop words alone keeps them as terms. */
export function listTerms(texts: Iterable<string>): ReadonlySet<string> {
  const terms = new Set<string>()
  for (const text of texts) {
    for (const { start, end } of splitSentences(text))
      for (const term of analyze(text.slice(start, end))) terms.add(term)
  }
  return terms
}
