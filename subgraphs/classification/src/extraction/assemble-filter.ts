import type { AttributeCondition, ExtractedFilter, ListingIntent, NumberRange, PropertyType } from './extraction.ts'
import type { Fact, PlaceField, RangeField, Statement } from './fact.ts'
import type { Reading } from './reading.ts'

/** A filter and the facts it was made of, in order of place. Facts that contradict an earlier one are left out. */
export type Assembly = { readonly filter: ExtractedFilter; readonly used: readonly Fact[] }

type Ranges = { [field in RangeField]?: NumberRange }
const attributesMax = 20

/**
 * One filter from the facts of a text. The first to speak of a field is believed, since titles and requests come first and asides
 * follow; a later fact joins it when it completes a range ("over 300k, under 500k") or is said as an alternative ("flat or house").
 */
export function assembleFilter(reading: Reading, facts: readonly Fact[]): Assembly {
  const used: Fact[] = []
  const ranges: Ranges = {}
  const places: { [field in PlaceField]?: string[] } = {}
  const attributes: AttributeCondition[] = []
  let currency: string | undefined
  let types: PropertyType[] | undefined
  let last: Fact | undefined

  for (const fact of facts) {
    const { statement } = fact
    if (accepts(statement)) {
      used.push(fact)
      last = fact
    }

    function accepts(said: Statement): boolean {
      switch (said.kind) {
        case 'range':
          return acceptsRange(said.field, said.range, said.currency)
        case 'types':
          return acceptsTypes(said.types)
        case 'place':
          return acceptsPlace(said.field, said.value)
        case 'attribute':
          return acceptsAttribute(said.condition)
        default:
          return true
      }
    }

    function acceptsRange(field: RangeField, range: NumberRange, said: string | undefined): boolean {
      const joined = joinRanges(ranges[field], range, field === 'bedroomsTotal' && isAlternative(reading, last, fact))
      if (joined === undefined) return false
      ranges[field] = joined
      if (field === 'listPrice') currency ??= said
      return true
    }

    function acceptsTypes(said: readonly PropertyType[]): boolean {
      if (types === undefined) types = [...said]
      else if (said.every((type) => types?.includes(type))) return true
      else if (isAlternative(reading, last, fact)) types.push(...said)
      // "villa house", "apartment building": one thing said with two words.
      else return last?.to === fact.from && last.statement.kind === 'types'
      return true
    }

    function acceptsPlace(field: PlaceField, value: string): boolean {
      const known = places[field] ?? []
      if (known.length > 0 && !known.includes(value) && !isAlternative(reading, last, fact)) return false
      if (!known.includes(value)) places[field] = [...known, value]
      return true
    }

    function acceptsAttribute(condition: AttributeCondition): boolean {
      const known = attributes.findIndex((other) => other.key === condition.key)
      if (known < 0) {
        if (attributes.length >= attributesMax) return false
        attributes.push(condition)
        return true
      }
      const before = attributes[known] as AttributeCondition
      if (JSON.stringify(before) === JSON.stringify(condition)) return true
      const isMore = typeof before.gte === 'number' && typeof condition.gte === 'number' && condition.gte > before.gte
      if (isMore) attributes[known] = condition
      return isMore
    }
  }

  const listingIntent = decideIntent(used)
  moveToLot(ranges, types)
  const filter: ExtractedFilter = {
    ...(listingIntent !== undefined && { listingIntent }),
    ...(types !== undefined && { propertyType: types }),
    ...(ranges.listPrice !== undefined && { listPrice: ranges.listPrice }),
    ...(currency !== undefined && { currency }),
    ...(ranges.livingArea !== undefined && { livingArea: ranges.livingArea }),
    ...(ranges.lotSizeArea !== undefined && { lotSizeArea: ranges.lotSizeArea }),
    ...(ranges.bedroomsTotal !== undefined && { bedroomsTotal: ranges.bedroomsTotal }),
    ...(ranges.bathroomsTotal !== undefined && { bathroomsTotal: ranges.bathroomsTotal }),
    ...(ranges.yearBuilt !== undefined && { yearBuilt: ranges.yearBuilt }),
    ...places,
    ...(attributes.length > 0 && { attributes }),
  }
  return { filter, used }
}

function joinRanges(
  before: NumberRange | undefined,
  range: NumberRange,
  isAlternativeTo: boolean,
): NumberRange | undefined {
  if (before === undefined) return range
  if (before.gte === range.gte && before.lte === range.lte) return before
  const isMinThenMax = before.lte === undefined && range.gte === undefined
  const isMaxThenMin = before.gte === undefined && range.lte === undefined
  if (isMinThenMax || isMaxThenMin) {
    const gte = before.gte ?? range.gte
    const lte = before.lte ?? range.lte
    return gte !== undefined && lte !== undefined && gte <= lte ? { gte, lte } : undefined
  }
  if (!isAlternativeTo || before.lte === undefined || range.lte === undefined) return undefined
  return { gte: Math.min(before.gte ?? 0, range.gte ?? 0), lte: Math.max(before.lte, range.lte) }
}

/** Only "or", a comma or the like stands between the two. */
function isAlternative(reading: Reading, before: Fact | undefined, fact: Fact): boolean {
  if (before === undefined || before.to > fact.from) return false
  let at = before.to
  let hasOr = false
  while (at < fact.from) {
    const joiner = reading.find(at, 'or') ?? reading.find(at, 'range')
    const between = joiner ?? reading.find(at, 'filler') ?? reading.find(at, 'roomAdjective')
    if (between === undefined) return false
    hasOr ||= joiner !== undefined
    at += between.length
  }
  return hasOr
}

/** The intent said most plainly; none when both are said equally plainly ("to rent or to buy"). */
function decideIntent(used: readonly Fact[]): ListingIntent | undefined {
  const strengths: Record<ListingIntent, number> = { FOR_RENT: 0, FOR_SALE: 0 }
  for (const { statement } of used) {
    if (statement.kind === 'intent')
      strengths[statement.intent] = Math.max(strengths[statement.intent], statement.strength)
  }
  if (strengths.FOR_RENT === strengths.FOR_SALE) return undefined
  return strengths.FOR_RENT > strengths.FOR_SALE ? 'FOR_RENT' : 'FOR_SALE'
}

/** The size of land is that of the plot. */
function moveToLot(ranges: Ranges, types: readonly PropertyType[] | undefined): void {
  if (types?.length !== 1 || types[0] !== 'LAND' || ranges.lotSizeArea !== undefined || ranges.livingArea === undefined)
    return
  ranges.lotSizeArea = ranges.livingArea
  delete ranges.livingArea
}
