import type { ListingIntent } from './extraction.ts'
import type { Bound, UnitName } from './lexicon/sense.ts'
import type { Reading } from './reading.ts'

/** What the words before a number say of it. */
export type Prefix = {
  readonly bound?: Bound
  /** "budget", "price"; `intent` for "rent". */
  readonly isPrice: boolean
  readonly intent?: ListingIntent
  /** "deposit", "fee": money that is not the price. */
  readonly isOtherMoney: boolean
  readonly isArea: boolean
  readonly isLot: boolean
  /** "bedrooms: 3" */
  readonly label?: UnitName
  /** Only words like "from" and "for", which say little alone. */
  readonly isWeak: boolean
  readonly end: number
}

const stepsMax = 7
const weakWords = new Set([
  'from',
  'for',
  'por',
  'pour',
  'fur',
  'ab',
  'tu',
  'des',
  'desde',
  'auf',
  'in',
  'a',
  'around',
  'about',
  'of',
])
const kinds = ['bound', 'moneyCue', 'otherMoneyCue', 'areaCue', 'lotCue', 'unit'] as const

/** The words from token `index` up to a number: "with a maximum budget of". Its `end` is `index` when the number comes at once. */
export function readPrefix(reading: Reading, index: number): Prefix | undefined {
  const { tokens } = reading
  let prefix: Prefix = { isPrice: false, isOtherMoney: false, isArea: false, isLot: false, isWeak: true, end: index }
  let at = index
  for (let step = 0; step < stepsMax; step++) {
    if (startsNumber(reading, at)) return { ...prefix, end: at }
    const found = longestCue(reading, at)
    if (found !== undefined) {
      const word = tokens
        .slice(at, at + found.length)
        .map((token) => token.folded)
        .join(' ')
      prefix = { ...addCue(prefix, found.sense), isWeak: prefix.isWeak && weakWords.has(word) }
      if (found.sense.kind === 'unit' && !isLabel(reading, at + found.length)) return undefined
      at += found.length
      continue
    }
    const filler = reading.find(at, 'filler')
    const folded = tokens[at]?.folded
    if (at === index || (filler === undefined && folded !== ':' && folded !== '=')) return undefined
    at += filler?.length ?? 1
  }
  return undefined
}

type Cue = NonNullable<ReturnType<typeof longestCue>>['sense']

function addCue(prefix: Prefix, cue: Cue): Prefix {
  switch (cue.kind) {
    case 'bound':
      // "between" outdoes the "from" of another language that is spelt the same.
      return { ...prefix, bound: prefix.bound ?? cue.bound }
    case 'moneyCue':
      return { ...prefix, isPrice: true, intent: prefix.intent ?? cue.intent }
    case 'otherMoneyCue':
      return { ...prefix, isOtherMoney: true }
    case 'areaCue':
      return { ...prefix, isArea: true }
    case 'lotCue':
      return { ...prefix, isLot: true }
    case 'unit':
      return { ...prefix, label: cue.unit }
  }
}

function longestCue(reading: Reading, index: number) {
  const found = kinds.flatMap((kind) => reading.find(index, kind) ?? [])
  return found.sort((a, b) => b.length - a.length)[0]
}

function isLabel(reading: Reading, index: number): boolean {
  const folded = reading.tokens[index]?.folded
  return folded === ':' || folded === '=' || reading.find(index, 'bound') !== undefined
}

function startsNumber(reading: Reading, index: number): boolean {
  const token = reading.tokens[index]
  if (token === undefined) return false
  if (token.kind === 'number') return true
  const currency = reading.find(index, 'currency')
  if (currency !== undefined) return reading.tokens[index + currency.length]?.kind === 'number'
  return reading.find(index, 'number') !== undefined && reading.find(index, 'bound') === undefined
}
