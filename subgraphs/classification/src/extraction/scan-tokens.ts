import { foldText } from '@ree-ai/kit/language/fold-text'

/** A word, number or sign of a text. `text.slice(start, end)` is `raw`; `folded` is what tables are compared with. */
export type Token = {
  readonly kind: 'word' | 'number' | 'sign'
  readonly raw: string
  readonly folded: string
  readonly start: number
  readonly end: number
  /** No white space stands before it. */
  readonly isGlued: boolean
}

// Units with an exponent, elided articles (l'eau), words with inner apostrophes, numbers with separators, line ends, any other sign.
const piece =
  /(?:[mM]|[fF][tT])[²2](?![\p{L}\p{N}])|(?:[ldnsjcmtLDNSJCMT]|[qQ]u)['’](?=\p{L})|[\p{L}\p{M}]+(?:['’]\p{L}+)*|\d+(?:[.,]\d+)*[½¼¾]?|[½¼¾]|\n|[^\s\p{L}\p{M}\d]/gu
const wordStart = /^[\p{L}\p{M}]/u
const numberStart = /^[\d½¼¾]/u
const silentSigns = new Set(['"', "'", '’', '‘', '“', '”', '`', '*', '_', '•'])

/**
 * The tokens of a text in order, in linear time. Digits and letters are parted ("3br" is two tokens), quotation marks are left
 * out, and so is a hyphen that joins something to a word ("pet-friendly", "3-bedroom"); a hyphen before a number stays: it may be a range.
 */
export function scanTokens(text: string): readonly Token[] {
  const tokens: Token[] = []
  let previousEnd = -1
  for (const match of text.matchAll(piece)) {
    const raw = match[0]
    const start = match.index
    const end = start + raw.length
    const isGlued = start === previousEnd
    previousEnd = end
    if (silentSigns.has(raw)) continue
    const kind = wordStart.test(raw) ? 'word' : numberStart.test(raw) ? 'number' : 'sign'
    if (raw === '-' && joinsWords(text, start, tokens.at(-1), isGlued)) continue
    tokens.push({ kind, raw, folded: foldToken(raw, kind), start, end, isGlued })
  }
  return tokens
}

function joinsWords(text: string, at: number, before: Token | undefined, isGlued: boolean): boolean {
  if (!isGlued || before === undefined || before.kind === 'sign') return false
  const next = text[at + 1] ?? ' '
  return before.kind === 'word' ? /[\p{L}\p{M}\s,;/]/u.test(next) : /[\p{L}\p{M}]/u.test(next)
}

function foldToken(raw: string, kind: Token['kind']): string {
  if (kind === 'number') return raw
  return foldText(raw).replace(/’/g, "'").replace(/'$/, '')
}
