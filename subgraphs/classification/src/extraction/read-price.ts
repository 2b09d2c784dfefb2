import type { NumberRange } from './extraction.ts'
import type { Fact, Finding } from './fact.ts'
import type { Bound } from './lexicon/sense.ts'
import type { Amount } from './read-amount.ts'
import { readBoundAfter } from './read-bound-after.ts'
import type { Prefix } from './read-prefix.ts'
import type { Reading } from './reading.ts'
import { toRange } from './to-range.ts'

const priceMin = 100

/**
 * The price that an amount means, per month when it is a rent. A number alone is a price when it has a currency, a scaling
 * word or a period, or a word like "budget" or "under" before it. Without a bound it is the most that one would pay.
 */
export function readPrice(reading: Reading, index: number, prefix: Prefix, amount: Amount): Finding | undefined {
  let end = amount.end
  if (reading.find(end, 'perArea') !== undefined)
    return { facts: [], end: end + (reading.find(end, 'perArea')?.length ?? 0) }
  let bound = prefix.bound
  let period: number | undefined
  for (let i = 0; i < 3; i++) {
    const found = period === undefined ? reading.find(end, 'period') : undefined
    if (found !== undefined) {
      period = found.sense.perMonth
      end += found.length
      continue
    }
    const after = bound === undefined ? readBoundAfter(reading, end) : undefined
    if (after === undefined) break
    bound = after.bound
    end += after.length
  }
  if (!isPrice(prefix, amount, period, bound)) return prefix.isOtherMoney ? { facts: [], end: amount.end } : undefined
  const other = reading.find(end, 'otherMoneyCue')
  if (prefix.isOtherMoney || other !== undefined) return { facts: [], end: end + (other?.length ?? 0) }
  if (prefix.isArea || prefix.isLot || prefix.label !== undefined) return undefined

  const perMonth = period ?? 1
  const monthly = { ...amount, low: amount.low * perMonth, high: amount.high * perMonth }
  const range: NumberRange = toRange(monthly, bound ?? (amount.isRange ? undefined : 'max'), 2)
  const facts: Fact[] = [
    { from: index, to: end, statement: { kind: 'range', field: 'listPrice', range, currency: amount.currency } },
  ]
  if (prefix.intent !== undefined) facts.push(intentFact(index, end, 2))
  if (period !== undefined) facts.push(intentFact(index, end, 1))
  return { facts, end }
}

function isPrice(prefix: Prefix, amount: Amount, period: number | undefined, bound: Bound | undefined): boolean {
  if (amount.isMoney) return true
  if (amount.high < priceMin) return false
  if (period !== undefined) return true
  const isYearLike = amount.high >= 1900 && amount.high <= 2035
  if (prefix.isPrice && !prefix.isWeak) return true
  if (isYearLike) return bound === 'max' || (bound === 'around' && prefix.isPrice)
  return bound !== undefined || (prefix.isPrice && amount.high >= 300)
}

function intentFact(from: number, to: number, strength: number): Fact {
  return { from, to, statement: { kind: 'intent', intent: 'FOR_RENT', strength } }
}
