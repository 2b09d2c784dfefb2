import { foldText } from '@ree-ai/kit/language/fold-text'
import { tokenize } from '@ree-ai/kit/language/tokenize'
import type { ListingContent } from './listing.ts'

type Texts = Pick<ListingContent, 'title' | 'description'>

interface Words {
  readonly title: readonly string[]
  readonly description: readonly string[]
}

/** Cutting a text into words is the dearest step, and fingerprint, signature and the look for spam all want them. */
const known = new WeakMap<Texts, Words>()

/** The words of a listing's title and description, without case, accents and punctuation. */
export function readWords(content: Texts): Words {
  const before = known.get(content)
  if (before !== undefined) return before
  const words = { title: cutWords(content.title), description: cutWords(content.description) }
  known.set(content, words)
  return words
}

const spaced = /[\p{L}\p{N}]+/gu
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
// biome-ignore lint/suspicious/noControlCharactersInRegex: the range is all of ASCII on purpose
const ascii = /^[\u0000-\u007f]*$/

/** What `tokenize` does more for searches, like reading "1,200" as one number, takes twice the time and tells nothing here. */
function cutWords(text: string): readonly string[] {
  const folded = foldText(text)
  if (ascii.test(folded)) return folded.match(/[a-z0-9]+/g) ?? []
  return unspaced.test(folded) ? tokenize(text) : (folded.match(spaced) ?? [])
}
