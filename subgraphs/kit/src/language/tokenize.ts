import { foldText } from './fold-text.ts'

const word = /\p{N}+(?:[.,]\p{N}+)+(?![\p{L}\p{N}])|[\p{L}\p{N}]+(?:['’]\p{L}+)*/gu
const unspaced = /[\p{Script=Han}\p{Script=Hiragana}\p{Script=Katakana}\p{Script=Thai}]/u
const tokenLengthMax = 64

/**
 * The words of a text for search, in order: folded (`foldText`), possessive `'s` and apostrophes removed, numbers kept
 * with their decimals ("2.5") and without thousands separators ("1,200" is "1200"), mixed words kept whole ("2br", "m2").
 * Scripts written without spaces give overlapping pairs of characters. Words are cut at 64 characters. Linear time.
 */
export function tokenize(text: string): readonly string[] {
  const tokens: string[] = []
  for (const match of foldText(text).matchAll(word)) {
    const token = cleanToken(match[0]).slice(0, tokenLengthMax)
    if (token === '') continue
    if (token.length > 2 && unspaced.test(token)) pushPairs(token, tokens)
    else tokens.push(token)
  }
  return tokens
}

function cleanToken(raw: string): string {
  if (/^\p{N}/u.test(raw)) return raw.replace(/,(?=\p{N}{3}(?!\p{N}))/gu, '').replace(/['’]/g, '')
  return raw.replace(/['’]s$/, '').replace(/['’]/g, '')
}

function pushPairs(token: string, tokens: string[]): void {
  const characters = Array.from(token)
  for (let i = 0; i + 1 < characters.length; i++) tokens.push(`${characters[i]}${characters[i + 1]}`)
}
