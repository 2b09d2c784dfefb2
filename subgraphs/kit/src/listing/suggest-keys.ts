import { foldText } from '../language/fold-text.ts'
import { editDistance } from './edit-distance.ts'
import type { KnownAttribute } from './known-attribute.ts'

/** A known key that another one may mean. */
export interface KeySuggestion {
  readonly key: string
  readonly reason: 'SYNONYM' | 'SPELLING'
  /** 1 for the same word, less the more letters differ. */
  readonly score: number
}

interface Word {
  readonly key: string
  readonly word: string
  readonly isKey: boolean
}

/** Known keys that a key may mean, the likeliest first; at most three. */
export type SuggestKeys = (key: string) => readonly KeySuggestion[]

const suggestionsMax = 3
const keyLengthMax = 100

/**
 * What a key may mean: a known key, or a name or synonym of one in any language, that is the same without regard to case,
 * accents, spaces and a plural's "s", or differs by a letter (two, from eight letters on; none below four).
 */
export function createKeySuggester(known: Iterable<KnownAttribute>): SuggestKeys {
  const words: Word[] = []
  for (const { key, status, names } of known) {
    if (status !== 'KNOWN') continue
    const forms = new Set(names.map(normalize))
    words.push({ key, word: normalize(key), isKey: true })
    for (const word of forms) if (word.length > 1) words.push({ key, word, isKey: false })
  }
  return (given) => {
    const asked = normalize(given.slice(0, keyLengthMax))
    const best = new Map<string, KeySuggestion>()
    for (const { key, word, isKey } of words) {
      if (key === given) continue
      const score = compare(asked, word)
      const known = best.get(key)
      if (score === null || (known !== undefined && known.score >= score)) continue
      best.set(key, { key, reason: score === 1 && !isKey ? 'SYNONYM' : 'SPELLING', score })
    }
    return [...best.values()].sort((a, b) => b.score - a.score || (a.key < b.key ? -1 : 1)).slice(0, suggestionsMax)
  }
}

function compare(asked: string, word: string): number | null {
  if (asked === word || asked === `${word}s` || `${asked}s` === word) return 1
  const distanceMax = asked.length < 4 ? 0 : asked.length < 8 ? 1 : 2
  const distance = editDistance(asked, word, distanceMax)
  return distance === null || distance === 0 ? null : 1 - distance / Math.max(asked.length, word.length)
}

/** `petsAllowed`, "Pets allowed" and "pets-allowed" are one. */
function normalize(text: string): string {
  return foldText(text).replace(/[^\p{L}\p{N}]/gu, '')
}
