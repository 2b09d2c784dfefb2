import type { NumberRange } from './extraction.ts'
import type { Bound } from './lexicon/sense.ts'

/**
 * The closed range that an amount and its bound mean. `around` is 10 % either way. A single number without a bound is exactly
 * that number. Ends are rounded to `decimals`.
 */
export function toRange(
  amount: { readonly low: number; readonly high: number; readonly isRange: boolean },
  bound: Bound | undefined,
  decimals: number,
): NumberRange {
  const round = (value: number) => Math.round(value * 10 ** decimals) / 10 ** decimals
  if (bound === 'max') return { lte: round2(amount.high) }
  if (bound === 'min' && !amount.isRange) return { gte: round2(amount.low) }
  if (bound === 'around' && !amount.isRange) return { gte: round(amount.low * 0.9), lte: round(amount.high * 1.1) }
  return { gte: round2(amount.low), lte: round2(amount.high) }
}

function round2(value: number): number {
  return Math.round(value * 100) / 100
}
