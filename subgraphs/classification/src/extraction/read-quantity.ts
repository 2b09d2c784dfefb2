import type { NumberRange } from './extraction.ts'
import type { Fact, Finding, RangeField } from './fact.ts'
import type { Bound, UnitName } from './lexicon/sense.ts'
import { type Amount, readAmount, readList } from './read-amount.ts'
import { readBoundAfter } from './read-bound-after.ts'
import { type Prefix, readPrefix } from './read-prefix.ts'
import { readPrice } from './read-price.ts'
import type { Reading } from './reading.ts'
import { toRange } from './to-range.ts'

const squareMetersIn = { squareMeters: 1, squareFeet: 0.09290304, acres: 4046.8564224, hectares: 10_000 } as const
const roomsMax = 50

/**
 * A number with its unit, the words before it and after it: rooms, areas, parking, prices. Rooms counted with the living room
 * (German "3 Zimmer") become one bedroom less. An area said without a bound means about that, 10 % either way; a
 * price without a bound is a budget.
 */
export function readQuantity(reading: Reading, index: number): Finding | undefined {
  const prefix = readPrefix(reading, index)
  if (prefix === undefined) return undefined
  const list = readList(reading, prefix.end)
  const counted = list === undefined ? undefined : readCounted(reading, index, prefix, list)
  if (counted !== undefined) return counted
  const amount = readAmount(reading, prefix.end, prefix.bound)
  if (amount === undefined) return undefined
  return readCounted(reading, index, prefix, amount) ?? readPrice(reading, index, prefix, amount)
}

function readCounted(reading: Reading, index: number, prefix: Prefix, amount: Amount): Finding | undefined {
  if (amount.currency !== undefined || reading.find(amount.end, 'perArea') !== undefined) return undefined
  const between = readBoundAfter(reading, amount.end)
  let end = amount.end + (between?.length ?? 0)
  const unit = readUnit(reading, end) ?? (between === undefined ? undefined : readUnit(reading, amount.end))
  if (unit === undefined || (unit.unit === 'other' && amount.isMoney)) return labelled(reading, index, prefix, amount)
  end = unit.end
  if (unit.unit === 'other') return prefix.isPrice && !prefix.isWeak ? undefined : { facts: [], end }
  const isSize = unit.unit in squareMetersIn
  // "budget 3 bedrooms", "garden, 3 bedrooms": the word before belongs to something else; the number is read without it.
  if (prefix.isPrice || prefix.isOtherMoney || (!isSize && (prefix.isArea || prefix.isLot))) return undefined
  const widened = widen(reading, amount, unit.unit, end)
  const after = readBoundAfter(reading, widened.end)
  const bound = prefix.bound ?? between?.bound ?? after?.bound
  end =
    prefix.bound === undefined && between === undefined && after !== undefined
      ? widened.end + after.length
      : widened.end
  return countFacts(reading, { from: index, to: end, unit: unit.unit, amount: widened, bound, prefix })
}

function labelled(reading: Reading, index: number, prefix: Prefix, amount: Amount): Finding | undefined {
  if (prefix.label === undefined || prefix.label === 'other' || amount.isMoney) return undefined
  return countFacts(reading, { from: index, to: amount.end, unit: prefix.label, amount, bound: prefix.bound, prefix })
}

function readUnit(reading: Reading, index: number): { readonly unit: UnitName; readonly end: number } | undefined {
  const direct = reading.find(index, 'unit')
  if (direct !== undefined) return { unit: direct.sense.unit, end: index + direct.length }
  let at = index
  for (let i = 0; i < 3; i++) {
    const adjective = reading.find(at, 'roomAdjective')
    if (adjective === undefined) return undefined
    at += adjective.length
    const found = reading.find(at, 'unit')
    if (found !== undefined && /^(bed|bath|rooms)/.test(found.sense.unit))
      return { unit: found.sense.unit, end: at + found.length }
  }
  return undefined
}

/** "70 m² to 90 m²", "2 bed or 3 bed": the unit said twice. */
function widen(reading: Reading, amount: Amount, unit: UnitName, end: number): Amount {
  const separator = reading.find(end, 'range') ?? reading.find(end, 'or')
  if (separator === undefined || amount.isRange) return { ...amount, end }
  const second = readAmount(reading, end + separator.length, undefined)
  if (second === undefined || second.isRange || second.low <= amount.low) return { ...amount, end }
  const found = readUnit(reading, second.end)
  if (found?.unit !== unit) return { ...amount, end }
  return { ...amount, high: second.high, isRange: true, end: found.end }
}

type Count = {
  readonly from: number
  readonly to: number
  readonly unit: UnitName
  readonly amount: Amount
  readonly bound?: Bound
  readonly prefix: Prefix
}

function countFacts(reading: Reading, count: Count): Finding | undefined {
  const { from, to, unit, amount, bound } = count
  const range = (field: RangeField, value: NumberRange, end = to): Finding => ({
    facts: [{ from, to: end, statement: { kind: 'range', field, range: value } }],
    end,
  })
  switch (unit) {
    case 'bedrooms':
      return isWhole(amount) ? range('bedroomsTotal', toRange(amount, bound, 0)) : undefined
    case 'rooms': {
      const bedrooms = { ...amount, low: Math.max(0, amount.low - 1), high: Math.max(0, amount.high - 1) }
      return isWhole(amount) ? range('bedroomsTotal', toRange(bedrooms, bound, 0)) : undefined
    }
    case 'bathrooms': {
      const half = readHalfBath(reading, to)
      const bathrooms = { ...amount, low: amount.low + half.value, high: amount.high + half.value }
      return amount.high <= roomsMax ? range('bathroomsTotal', toRange(bathrooms, bound, 0), half.end) : undefined
    }
    case 'halfBathrooms':
      return { facts: [], end: to }
    case 'parking':
    case 'carGarage':
      return { facts: parkingFacts(count), end: to }
    case 'other':
      return { facts: [], end: to }
    default:
      return readSize(reading, count, squareMetersIn[unit])
  }
}

function readSize(reading: Reading, count: Count, factor: number): Finding {
  const { from, amount, bound, unit, prefix } = count
  const scaled = { ...amount, low: amount.low * factor, high: amount.high * factor }
  const lotAfter = reading.find(count.to, 'lotCue')
  const isLot = prefix.isLot || lotAfter !== undefined || unit === 'acres' || unit === 'hectares'
  const range = toRange(scaled, bound ?? (amount.isRange ? undefined : 'around'), 1)
  const to = count.to + (lotAfter?.length ?? 0)
  const facts: Fact[] = [{ from, to, statement: { kind: 'range', field: isLot ? 'lotSizeArea' : 'livingArea', range } }]
  // "plot of 500 m²" names the type as well, "house on a plot of 500 m²" does not: assembling keeps the first type.
  const type = reading.find(from, 'type') ?? (lotAfter === undefined ? undefined : reading.find(count.to, 'type'))
  if (isLot && type !== undefined && !isOnPlot(reading, from))
    facts.push({ from, to, statement: { kind: 'types', types: type.sense.types } })
  return { facts, end: to }
}

function isOnPlot(reading: Reading, from: number): boolean {
  return [from, from - 1, from - 2].some((i) => ['on', 'with', 'its', 'set'].includes(reading.tokens[i]?.folded ?? ''))
}

function parkingFacts(count: Count): readonly Fact[] {
  const { from, to, amount, bound, unit } = count
  const condition =
    bound === 'max' ? { key: 'parkingTotal', lte: amount.high } : { key: 'parkingTotal', gte: amount.low }
  const facts: Fact[] = [{ from, to, statement: { kind: 'attribute', condition } }]
  if (unit === 'carGarage')
    facts.push({ from, to, statement: { kind: 'attribute', condition: { key: 'garage', eq: true } } })
  return facts
}

function readHalfBath(reading: Reading, index: number): { readonly value: number; readonly end: number } {
  const separator = reading.find(index, 'or') ?? reading.find(index, 'boundAfter')
  const at = index + (separator?.length ?? 0)
  const amount = readAmount(reading, at, undefined)
  const unit = amount === undefined ? undefined : reading.find(amount.end, 'unit')
  if (amount === undefined || unit?.sense.unit !== 'halfBathrooms') return { value: 0, end: index }
  return { value: amount.low / 2, end: amount.end + unit.length }
}

function isWhole(amount: Amount): boolean {
  return Number.isInteger(amount.low) && Number.isInteger(amount.high) && amount.high <= roomsMax
}
