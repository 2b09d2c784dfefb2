import type { Bound } from './lexicon/sense.ts'
import { type ReadNumber, readNumber } from './read-number.ts'
import type { Reading } from './reading.ts'

/** One number, or several that belong together: a range, or alternatives ("2 or 3"). Bounds are those said around it. */
export type Amount = {
  readonly low: number
  readonly high: number
  readonly isRange: boolean
  readonly currency?: string
  readonly isMoney: boolean
  readonly end: number
}

const listLengthMax = 6

/** The amount at token `index`: "800-900k", "between 1,500 and 2,000", "one, two or three". */
export function readAmount(reading: Reading, index: number, bound: Bound | undefined): Amount | undefined {
  const first = readNumber(reading, index)
  if (first === undefined) return undefined
  return readRange(reading, first, bound) ?? { ...one(first), end: first.end }
}

/** Small whole numbers in a list, for what is counted: "one-, two- and three", "1/2". Undefined when there is only one. */
export function readList(reading: Reading, index: number): Amount | undefined {
  let number = readNumber(reading, index)
  const values: number[] = []
  let end = index
  let isJoined = false
  let isWordBefore = false
  while (number !== undefined && isCount(number) && values.length < listLengthMax) {
    values.push(number.value)
    end = number.end
    isJoined ||= isWordBefore
    const separator = reading.find(end, 'or') ?? reading.find(end, 'range')
    if (separator === undefined) break
    const extra = reading.find(end + separator.length, 'or')?.length ?? 0
    const next = end + separator.length + extra
    isWordBefore = next - end > 1 || reading.tokens[end]?.folded !== ','
    number = readNumber(reading, next)
  }
  // Commas alone make no list: "Elm Drive 2, four bedrooms".
  if (values.length < 2 || !isJoined) return undefined
  return { low: Math.min(...values), high: Math.max(...values), isRange: true, isMoney: false, end }
}

function readRange(reading: Reading, first: ReadNumber, bound: Bound | undefined): Amount | undefined {
  const separator =
    reading.find(first.end, 'range') ?? (bound === 'between' ? reading.find(first.end, 'or') : undefined)
  if (separator === undefined) return undefined
  const second = readNumber(reading, first.end + separator.length)
  if (second === undefined) return undefined
  const [low, high] = scaleAlike(first, second)
  if (low > high) return undefined
  const currency = first.currency ?? second.currency
  return { low, high, isRange: true, currency, isMoney: first.isMoney || second.isMoney, end: second.end }
}

/** In "800-900k" and "1-1.5m" the scaling word is said once; in "800-1.2m" the first number means thousands. */
function scaleAlike(first: ReadNumber, second: ReadNumber): readonly [number, number] {
  if (second.factor > 1 && first.factor === 1 && first.value < second.value / 1000) {
    const scaled = first.bare * second.factor
    return [scaled <= second.value ? scaled : scaled / 1000, second.value]
  }
  if (first.factor > 1 && second.factor === 1 && second.value < first.value)
    return [first.value, second.bare * first.factor]
  return [first.value, second.value]
}

function one(number: ReadNumber): Omit<Amount, 'end'> {
  return { low: number.value, high: number.value, isRange: false, currency: number.currency, isMoney: number.isMoney }
}

function isCount(number: ReadNumber): boolean {
  return !number.isMoney && Number.isInteger(number.value) && number.value <= 20
}
