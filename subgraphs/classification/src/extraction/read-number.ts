import { parseNumber } from './parse-number.ts'
import type { Reading } from './reading.ts'

export type ReadNumber = {
  readonly value: number
  /** The value before a word like "million" scaled it. */
  readonly bare: number
  readonly factor: number
  readonly currency?: string
  /** A currency or a scaling word stands with it. */
  readonly isMoney: boolean
  readonly end: number
}

const metresFollow = new Set([
  'from',
  'to',
  'away',
  'walk',
  'x',
  '×',
  'by',
  'deep',
  'wide',
  'long',
  'high',
  'ceiling',
  'ceilings',
  'radius',
  'of',
  '2',
])

/** The number that starts at token `index`, with the currency and the scaling word around it: "$1.2m", "5 tỷ", "1 200 000 €", "two". */
export function readNumber(reading: Reading, index: number): ReadNumber | undefined {
  const { tokens } = reading
  const before = reading.find(index, 'currency')
  const at = index + (before?.length ?? 0)
  const token = tokens[at]
  if (token === undefined) return undefined
  let end = at + 1
  let raw = token.raw
  let wordValue: number | undefined
  if (token.kind === 'number') {
    if (before === undefined && token.isGlued && tokens[at - 1]?.kind === 'word' && !endsUnit(reading, at - 1))
      return undefined
    end = joinThousands(reading, at)
    raw = tokens
      .slice(at, end)
      .map((piece) => piece.raw)
      .join('')
  } else {
    const word = reading.find(at, 'number')
    if (word === undefined) return undefined
    wordValue = word.sense.value
    end = at + word.length
  }
  const scale = readScale(reading, end, wordValue ?? parseNumber(raw), before !== undefined)
  const bare = wordValue ?? parseNumber(raw, scale !== undefined)
  if (!Number.isFinite(bare)) return undefined
  end += scale?.length ?? 0
  const after = before === undefined ? currencyAfter(reading, end) : undefined
  end += after?.length ?? 0
  const currency = before?.sense.code ?? after?.code ?? scale?.currency
  const factor = scale?.factor ?? 1
  return {
    value: round(bare * factor),
    bare,
    factor,
    currency,
    isMoney: currency !== undefined || scale !== undefined,
    end,
  }
}

/** "1 200 000": groups of three digits after single spaces, when what follows shows that it is one amount. */
function joinThousands(reading: Reading, at: number): number {
  const { tokens } = reading
  if (!/^[1-9]\d{0,2}$/.test(tokens[at]?.raw ?? '')) return at + 1
  let end = at + 1
  while (/^\d{3}$/.test(tokens[end]?.raw ?? '') && tokens[end]?.start === (tokens[end - 1]?.end ?? 0) + 1) end++
  if (end === at + 1) return end
  const before = ['currency', 'bound', 'moneyCue', 'range', 'or'] as const
  const after = ['currency', 'period', 'unit', 'multiplier', 'range'] as const
  const isAmount =
    before.some((kind) => reading.find(at - 1, kind) !== undefined) ||
    after.some((kind) => reading.find(end, kind) !== undefined)
  return isAmount ? end : at + 1
}

type Scale = { readonly factor: number; readonly currency?: string; readonly length: number }

function readScale(reading: Reading, index: number, value: number, isMoney: boolean): Scale | undefined {
  const found = reading.find(index, 'multiplier')
  const token = reading.tokens[index]
  if (found === undefined || token === undefined) return undefined
  const { factor, currency } = found.sense
  // "mil" is a thousand in Spanish and a million in English: nobody writes 20 or more of the latter.
  if (token.folded === 'mil' && value >= 20) return { factor: 1e3, length: found.length }
  if (token.folded === 'm' && isMetres(reading, index, value, isMoney)) return undefined
  if (
    (token.folded === 'm' || token.folded === 'k' || token.folded === 'tr' || token.folded === 'cr') &&
    !token.isGlued &&
    !isMoney
  ) {
    if (token.folded !== 'tr')
      return isBoundedBefore(reading, index - 1) ? { factor, currency, length: found.length } : undefined
  }
  return { factor, currency, length: found.length }
}

function isMetres(reading: Reading, index: number, value: number, isMoney: boolean): boolean {
  if (isMoney) return false
  const next = reading.tokens[index + 1]
  return value > 50 || (next !== undefined && metresFollow.has(next.folded))
}

function isBoundedBefore(reading: Reading, numberAt: number): boolean {
  for (let i = numberAt - 1; i >= numberAt - 3; i--) {
    if (reading.find(i, 'bound') !== undefined || reading.find(i, 'moneyCue') !== undefined) return true
  }
  return false
}

function currencyAfter(
  reading: Reading,
  index: number,
): { readonly code: string; readonly length: number } | undefined {
  const found = reading.find(index, 'currency')
  if (found !== undefined) {
    // In "2 bed, 500 $1,200" the sign belongs to the number that it touches.
    const sign = reading.tokens[index]
    const next = reading.tokens[index + found.length]
    if (sign?.kind === 'sign' && !sign.isGlued && next?.kind === 'number' && next.isGlued) return undefined
    return { code: found.sense.code, length: found.length }
  }
  const token = reading.tokens[index]
  return token?.raw === 'đ' && token.isGlued ? { code: 'VND', length: 1 } : undefined
}

function endsUnit(reading: Reading, index: number): boolean {
  return reading.find(index, 'unit') !== undefined || reading.find(index, 'currency') !== undefined
}

/** Without the noise of binary fractions: at most six decimals. */
function round(value: number): number {
  return Math.round(value * 1e6) / 1e6
}
