import type { NumberRange } from './extraction.ts'
import type { Finding } from './fact.ts'
import type { Bound } from './lexicon/sense.ts'
import type { Reading } from './reading.ts'

const yearMin = 1600
const yearMax = 2100
const stepsMax = 5
/** Words that need "built" beside them: events have these dates too. */
const saidOfEvents = new Set(['since', 'until', 'post', 'pre', 'seit', 'depuis', 'ab', 'bis'])

/** A year of construction: "built after 1990", "built between 1990 and 2005", "1930s house", "2013 building", "before 1950". */
export function readYear(reading: Reading, index: number): Finding | undefined {
  return readAfterCue(reading, index) ?? readBeforeCue(reading, index)
}

function readAfterCue(reading: Reading, index: number): Finding | undefined {
  let at = index
  let hasCue = false
  let bound: Bound | 'exact' | undefined
  for (let step = 0; step < stepsMax && yearAt(reading, at) === undefined; step++) {
    const cue = reading.find(at, 'yearCue')
    const found = reading.find(at, 'yearBound')
    if (cue !== undefined && (found === undefined || cue.length >= found.length)) {
      hasCue = true
      at += cue.length
    } else if (found !== undefined) {
      bound = bound === undefined || bound === 'exact' ? found.sense.bound : bound
      at += found.length
    } else if (at > index && (reading.find(at, 'filler') !== undefined || reading.tokens[at]?.folded === ':')) {
      at += reading.find(at, 'filler')?.length ?? 1
    } else return undefined
  }
  const first = yearAt(reading, at)
  if (first === undefined || at === index) return undefined
  // Without "built" only words that are said of years alone will do: "after 1990", not "from 2000".
  if (!hasCue && (!saysYear(reading, index) || saysMoney(reading, first.end))) return undefined
  const second = secondYear(reading, first.end)
  return finding(index, toYears(first.value, second?.value, first.isDecade, bound), second?.end ?? first.end)
}

function readBeforeCue(reading: Reading, index: number): Finding | undefined {
  const year = yearAt(reading, index)
  if (year === undefined || saysMoney(reading, index - 1)) return undefined
  const cue = reading.find(year.end, 'yearCue')
  if (cue !== undefined)
    return finding(index, toYears(year.value, undefined, year.isDecade, undefined), year.end + cue.length)
  if (!year.isDecade || reading.find(year.end, 'type') === undefined) return undefined
  return finding(index, toYears(year.value, undefined, true, undefined), year.end)
}

function toYears(
  first: number,
  second: number | undefined,
  isDecade: boolean,
  bound: Bound | 'exact' | undefined,
): NumberRange {
  if (second !== undefined) return { gte: Math.min(first, second), lte: Math.max(first, second) }
  if (bound === 'min') return { gte: first }
  if (bound === 'max') return { lte: first }
  if (isDecade) return { gte: first, lte: first + 9 }
  if (bound === 'around') return { gte: first - 5, lte: first + 5 }
  return { gte: first, lte: first }
}

function yearAt(
  reading: Reading,
  index: number,
): { readonly value: number; readonly isDecade: boolean; readonly end: number } | undefined {
  const raw = reading.tokens[index]?.raw ?? ''
  const value = /^\d{4}$/.test(raw) ? Number(raw) : 0
  if (value < yearMin || value > yearMax) return undefined
  const next = reading.tokens[index + 1]
  const isDecade = value % 10 === 0 && next?.folded === 's' && next.isGlued
  return { value, isDecade, end: index + (isDecade ? 2 : 1) }
}

function secondYear(reading: Reading, index: number) {
  const separator = reading.find(index, 'range') ?? reading.find(index, 'or')
  return separator === undefined ? undefined : yearAt(reading, index + separator.length)
}

function saysYear(reading: Reading, index: number): boolean {
  const found = reading.find(index, 'yearBound')
  if (found === undefined || saidOfEvents.has(reading.tokens[index]?.folded ?? '')) return false
  const bound = reading.find(index, 'bound')
  return (
    (found.sense.bound === 'min' || found.sense.bound === 'max') && (bound === undefined || bound.length < found.length)
  )
}

function saysMoney(reading: Reading, index: number): boolean {
  return (['currency', 'multiplier', 'period', 'unit', 'perArea'] as const).some(
    (kind) => reading.find(index, kind) !== undefined,
  )
}

function finding(from: number, range: NumberRange, to: number): Finding {
  return { facts: [{ from, to, statement: { kind: 'range', field: 'yearBuilt', range } }], end: to }
}
