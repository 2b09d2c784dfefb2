import type { Place } from './compile-gazetteer.ts'
import type { Finding } from './fact.ts'
import type { SenseKind } from './lexicon/sense.ts'
import type { PhraseTrie } from './phrase-trie.ts'
import type { Reading } from './reading.ts'
import type { Token } from './scan-tokens.ts'

const meaningful: readonly SenseKind[] = [
  'type',
  'amenity',
  'intent',
  'unit',
  'filler',
  'number',
  'bound',
  'moneyCue',
  'month',
  'ordinal',
  'roomAdjective',
  'shared',
  'away',
  'areaCue',
  'multiplier',
]
/** Towns whose names are everyday words of people who describe homes. */
const everydayWords = new Set([
  'nice',
  'reading',
  'bath',
  'mobile',
  'orange',
  'normal',
  'hope',
  'independence',
  'university',
  'surprise',
  'commerce',
  'park',
  'garden',
  'center',
  'centre',
  'beach',
  'lake',
  'sunny',
  'green',
  'golden',
  'grand',
  'junction',
  'enterprise',
  'liberty',
  'union',
  'price',
  'best',
  'cool',
  'rich',
  'eden',
  'paradise',
  'pleasant',
  'bright',
  'bend',
  'bay',
])
const unknownLengthMax = 4

/**
 * The place of the gazetteer that starts at token `index`, longest name first. A name that is also an everyday word ("Reading",
 * "Sale") counts after a word like "in", or with a capital inside a sentence that is not all capitals.
 */
export function readPlace(reading: Reading, index: number, places: PhraseTrie<Place>): Finding | undefined {
  const { tokens } = reading
  const match = places.matchAt(tokens, index)[0]
  const place = match?.values[0]
  if (match === undefined || place === undefined) return undefined
  const token = tokens[index] as Token
  if (token.kind === 'number' && saysQuantity(reading, index, match.length)) return undefined
  const isEveryday =
    match.length === 1 &&
    (everydayWords.has(token.folded) || meaningful.some((kind) => reading.find(index, kind) !== undefined))
  if (isEveryday && !followsPlaceCue(reading, index) && !isNameInSentence(tokens, index)) return undefined
  const end = index + match.length
  return {
    facts: [{ from: index, to: end, statement: { kind: 'place', field: place.field, value: place.value } }],
    end,
  }
}

/**
 * One past a capitalised name of no known place after "in" ("in Garden Grove"): its words must not be taken for amenities.
 * Undefined where there is none.
 */
export function skipUnknownPlace(reading: Reading, index: number): number | undefined {
  const { tokens } = reading
  if (tokens[index - 1]?.folded !== 'in' || !isCapitalised(tokens[index])) return undefined
  let end = index
  while (end - index < unknownLengthMax && isCapitalised(tokens[end])) end++
  // A sentence of capitals says nothing about names.
  if (isCapitalised(tokens[end]) || isCapitalised(tokens[index - 2])) return undefined
  const isKnownWord = meaningful.some((kind) => reading.find(index, kind) !== undefined)
  return end - index === 1 && isKnownWord ? undefined : end
}

function followsPlaceCue(reading: Reading, index: number): boolean {
  return [1, 2].some((length) => reading.find(index - length, 'placeCue')?.length === length)
}

function isNameInSentence(tokens: readonly Token[], index: number): boolean {
  const before = tokens[index - 1]
  return isCapitalised(tokens[index]) && before !== undefined && before.kind === 'word' && !isCapitalised(before)
}

function isCapitalised(token: Token | undefined): boolean {
  return token?.kind === 'word' && /^\p{Lu}/u.test(token.raw)
}

function saysQuantity(reading: Reading, index: number, length: number): boolean {
  const before = (['currency', 'bound', 'moneyCue'] as const).some(
    (kind) => reading.find(index - 1, kind) !== undefined,
  )
  const isIn = reading.find(index - 1, 'placeCue') !== undefined
  const after = (['unit', 'currency', 'multiplier', 'period'] as const).some(
    (kind) => reading.find(index + length, kind) !== undefined,
  )
  return after || (before && !isIn)
}
