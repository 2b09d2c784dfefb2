import type { AttributeCondition } from './extraction.ts'
import type { Finding } from './fact.ts'
import { readDate } from './read-date.ts'
import type { Reading } from './reading.ts'

const ratings = ['A', 'B', 'C', 'D', 'E', 'F', 'G']
const floorMax = 200

/** Attributes with a value of their own form: floor, energy rating, the day that it is free, numbers of the catalogue. */
export function readDetail(reading: Reading, index: number, today: string | undefined): Finding | undefined {
  return (
    readFloor(reading, index) ??
    readEnergyRating(reading, index) ??
    readAvailability(reading, index, today) ??
    readNumberAttribute(reading, index)
  )
}

function readFloor(reading: Reading, index: number): Finding | undefined {
  const { tokens } = reading
  const ordinal = reading.find(index, 'ordinal')
  if (ordinal !== undefined) {
    const cue = reading.find(index + ordinal.length, 'floorCue')
    return cue === undefined
      ? undefined
      : finding({ key: 'floor', eq: ordinal.sense.value }, index, index + ordinal.length + cue.length)
  }
  const value = numberAt(reading, index)
  if (value !== undefined) {
    const suffix = tokens[index + 1]
    const isOrdinal =
      suffix?.isGlued === true && ['st', 'nd', 'rd', 'th', 'º', 'ª', 'er', 'eme', 'o', 'a'].includes(suffix.folded)
    // German writes "3. Stock".
    const isPoint = suffix?.raw === '.' && suffix.isGlued
    const cue = isOrdinal || isPoint ? reading.find(index + 2, 'floorCue') : undefined
    return cue === undefined || value > floorMax
      ? undefined
      : finding({ key: 'floor', eq: value }, index, index + 2 + cue.length)
  }
  const cue = reading.find(index, 'floorCue')
  const after = cue === undefined ? undefined : numberAt(reading, index + cue.length)
  if (
    cue === undefined ||
    after === undefined ||
    after > floorMax ||
    reading.find(index + cue.length + 1, 'unit') !== undefined
  )
    return undefined
  return finding({ key: 'floor', eq: after }, index, index + cue.length + 1)
}

function readEnergyRating(reading: Reading, index: number): Finding | undefined {
  const cue = reading.find(index, 'energyCue')
  if (cue === undefined) return undefined
  let at = index + cue.length
  for (
    let i = 0;
    i < 2 && (reading.tokens[at]?.folded === ':' || ['is', 'of', 'rating'].includes(reading.tokens[at]?.folded ?? ''));
    i++
  )
    at++
  // "is a G"
  if (reading.tokens[at]?.raw === 'a' && ratings.includes(reading.tokens[at + 1]?.raw ?? '')) at++
  const rating = ratings.indexOf(reading.tokens[at]?.raw.toUpperCase() ?? '')
  if (rating < 0) return undefined
  const better = reading.find(at + 1, 'boundAfter')
  const isOpen = better?.sense.bound === 'min' || /^(or better|or higher|and better)$/.test(words(reading, at + 1, 2))
  const end = at + 1 + (better?.length ?? (isOpen ? 2 : 0))
  const condition =
    isOpen && rating > 0
      ? { key: 'energyRating', in: ratings.slice(0, rating + 1) }
      : { key: 'energyRating', eq: ratings[rating] as string }
  return finding(condition, index, end)
}

function readAvailability(reading: Reading, index: number, today: string | undefined): Finding | undefined {
  const cue = reading.find(index, 'availableCue')
  if (cue === undefined) return undefined
  const at = index + cue.length
  const now = reading.find(at, 'now')
  if (now !== undefined) {
    return today === undefined ? undefined : finding({ key: 'availableFrom', lte: today }, index, at + now.length)
  }
  const date = readDate(reading, at, today)
  return date === undefined ? undefined : finding({ key: 'availableFrom', lte: date.value }, index, date.end)
}

function readNumberAttribute(reading: Reading, index: number): Finding | undefined {
  const label = reading.find(index, 'numberAttribute')
  if (label !== undefined) {
    const at = index + label.length + (reading.tokens[index + label.length]?.folded === ':' ? 1 : 0)
    const value = numberAt(reading, at)
    if (value !== undefined) return finding({ key: label.sense.key, eq: value }, index, at + 1)
  }
  const value = numberAt(reading, index)
  const after = value === undefined ? undefined : reading.find(index + 1, 'numberAttribute')
  if (value === undefined || after === undefined) return undefined
  return finding({ key: after.sense.key, eq: value }, index, index + 1 + after.length)
}

function numberAt(reading: Reading, index: number): number | undefined {
  const raw = reading.tokens[index]?.raw ?? ''
  return /^\d{1,6}(?:\.\d{1,2})?$/.test(raw) ? Number(raw) : undefined
}

function words(reading: Reading, index: number, count: number): string {
  return reading.tokens
    .slice(index, index + count)
    .map((token) => token.folded)
    .join(' ')
}

function finding(condition: AttributeCondition, from: number, to: number): Finding {
  return { facts: [{ from, to, statement: { kind: 'attribute', condition } }], end: to }
}
