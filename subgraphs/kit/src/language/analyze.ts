import { stem } from './stem.ts'
import { stopWords } from './stop-words.ts'
import { tokenize } from './tokenize.ts'

/**
 * The terms that an index stores and a query looks up, in order and with repeats: `tokenize`, without the language's stop
 * words, Snowball-stemmed. Documents and queries have to be analyzed with the same language; one that is
 * unknown here (ISO 639-1, `en` by default) keeps every word unstemmed. A text of stop words only keeps them.
 */
export function analyze(text: string, language = 'en'): readonly string[] {
  const stops = stopWords(language)
  const tokens = tokenize(text)
  const telling = tokens.filter((token) => !stops.has(token))
  return (telling.length > 0 ? telling : tokens).map((token) => stem(token, language))
}
