import type { Reading } from './reading.ts'

/**
 * What the words just before say of the next amenity: that it is not there, not needed, somewhere else ("near the park", "room
 * for a pool") or other people's too ("community pool").
 */
export type Scope = {
  readonly kind: 'negation' | 'unneeded' | 'away' | 'shared'
  readonly from: number
  /** The last token that it can reach. */
  readonly until: number
}

const reach = { negation: 4, unneeded: 5, away: 5, shared: 3 } as const
const closing = new Set(['with', 'without', 'but', 'under', 'mit', 'con', 'avec'])
const kinds = ['unneeded', 'away', 'negation', 'shared'] as const

/** The scope that the phrase at token `index` opens, and the phrase's length. */
export function openScope(
  reading: Reading,
  index: number,
): { readonly scope: Scope; readonly length: number } | undefined {
  const found = kinds
    .flatMap((kind) => {
      const match = reading.find(index, kind)
      return match === undefined ? [] : [{ kind, length: match.length }]
    })
    .sort((a, b) => b.length - a.length)[0]
  if (found === undefined) return undefined
  const until = index + found.length - 1 + reach[found.kind]
  return { scope: { kind: found.kind, from: index, until }, length: found.length }
}

/** The scope that still holds at token `index`. Punctuation ends one; so do words that start something new. */
export function keepScope(reading: Reading, scope: Scope | undefined, index: number): Scope | undefined {
  const token = reading.tokens[index]
  if (scope === undefined || token === undefined || index > scope.until) return undefined
  if (token.kind === 'sign' && token.folded !== '/' && token.folded !== '&') return undefined
  if (token.kind === 'number' || closing.has(token.folded)) return undefined
  // "near the shops and the pool" is near both; "no lift and a garden" has a garden.
  if (token.folded === 'and' && (scope.kind === 'negation' || scope.kind === 'shared')) return undefined
  if (token.folded === 'in' && scope.kind !== 'unneeded') return undefined
  return scope
}
