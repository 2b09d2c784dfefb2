/// <reference path="./snowball-stemmers.d.ts" />
import snowball from 'snowball-stemmers'

const algorithms: Readonly<Record<string, string>> = {
  da: 'danish',
  de: 'german',
  en: 'english',
  es: 'spanish',
  fi: 'finnish',
  fr: 'french',
  it: 'italian',
  nl: 'dutch',
  no: 'norwegian',
  pt: 'portuguese',
  ro: 'romanian',
  sv: 'swedish',
}
const cacheMax = 100_000

type CachedStemmer = { readonly stem: (word: string) => string; readonly cache: Map<string, string> }
const stemmers = new Map<string, CachedStemmer>()

/**
 * The Snowball stem of a folded word in a language (ISO 639-1). A language without a stemmer, and a word with a digit in it,
 * keep the word as it is. Snowball's port takes 10 microseconds a word, so stems are kept (at most 100,000 per language).
 */
export function stem(word: string, language: string): string {
  const algorithm = algorithms[language]
  if (algorithm === undefined || word.length < 3 || /\p{N}/u.test(word)) return word
  let stemmer = stemmers.get(algorithm)
  if (!stemmer) {
    const port = snowball.newStemmer(algorithm)
    stemmer = { stem: (plain) => port.stem(plain), cache: new Map() }
    stemmers.set(algorithm, stemmer)
  }
  const known = stemmer.cache.get(word)
  if (known !== undefined) return known
  const stemmed = stemmer.stem(word)
  if (stemmer.cache.size >= cacheMax) stemmer.cache.clear()
  stemmer.cache.set(word, stemmed)
  return stemmed
}
