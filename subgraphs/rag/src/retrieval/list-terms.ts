import type { ReadPhrase, TextReader } from './text-reader.ts'

/** Every term that comparing with these texts sentence by sentence asks the weight of: a sentence of stop words alone keeps them as terms. */
export function listTerms(asked: ReadPhrase, texts: Iterable<string>, reader: TextReader): ReadonlySet<string> {
  const terms = new Set(asked.terms)
  for (const text of texts) {
    for (const sentence of reader.text(text).sentences) for (const term of sentence.terms) terms.add(term)
  }
  return terms
}
