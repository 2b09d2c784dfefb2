import { foldText } from '@ree-ai/kit/language/fold-text'
import type { ListingContent } from '../listing/listing.ts'
import { readWords } from '../listing/read-words.ts'
import { findContacts } from './find-contacts.ts'
import { findDisguise } from './find-disguise.ts'
import { findGibberish } from './find-gibberish.ts'
import { findPhrases } from './find-phrases.ts'
import { findRepetition } from './find-repetition.ts'
import { findShouting } from './find-shouting.ts'
import { holdScore, type SpamSign } from './spam-sign.ts'

/** Longer texts are refused for their length. */
const textMax = 20_000

/** What a listing's text looks like to whoever has seen much spam. */
export interface TextJudgement {
  readonly signs: readonly SpamSign[]
  /** The signs' weights together. */
  readonly score: number
  /** Whether a reviewer reads it before it is published. */
  readonly isHeld: boolean
}

/** Judges title and description. Pure and linear; a text of 20,000 characters takes a few milliseconds. */
export function judgeText(content: Pick<ListingContent, 'title' | 'description' | 'contactDetails'>): TextJudgement {
  const words = readWords(content)
  const signs = (['title', 'description'] as const).flatMap((path) => {
    const text = content[path].slice(0, textMax)
    const folded = foldText(text)
    return [
      ...findContacts(text, path, content.contactDetails),
      ...findPhrases(folded, path),
      ...findRepetition(text, { folded, words: words[path] }, path),
      ...findDisguise(text, path),
      ...findGibberish(folded, path),
      ...(path === 'title' ? findShouting(text) : []),
    ]
  })
  const score = signs.reduce((sum, { weight }) => sum + weight, 0)
  return { signs, score, isHeld: score >= holdScore }
}
