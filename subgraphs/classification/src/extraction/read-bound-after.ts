import type { Bound } from './lexicon/sense.ts'
import type { Reading } from './reading.ts'

/** A bound said after its number: "500k max", "3 or more". In "1 bath max 500k" it belongs to the number that follows. */
export function readBoundAfter(
  reading: Reading,
  index: number,
): { readonly bound: Bound; readonly length: number } | undefined {
  const found = reading.find(index, 'boundAfter')
  if (found === undefined) return undefined
  const next = index + found.length
  const opensNext = reading.find(index, 'bound') !== undefined || reading.find(index, 'moneyCue') !== undefined
  const numberFollows = reading.tokens[next]?.kind === 'number' || reading.find(next, 'currency') !== undefined
  return opensNext && numberFollows ? undefined : { bound: found.sense.bound, length: found.length }
}
