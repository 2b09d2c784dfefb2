import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import type { UnderstoodFact } from './understanding.ts'

/** What is left of a query's conditions beside explicit ones. */
export interface MergedFilter {
  /** Explicit and understood conditions together. */
  readonly filter: PropertyFilter
  /** The understood ones among them: what may be relaxed. */
  readonly understood: PropertyFilter
  /** The facts that hold. */
  readonly facts: readonly UnderstoodFact[]
}

/**
 * Joins the conditions of a query's words with explicit ones, which win field by field, attributes key by key. An explicit price takes the
 * place of the words' price and currency together, for one means nothing without the other.
 */
export function mergeFilters(
  understood: PropertyFilter,
  explicit: PropertyFilter | null | undefined,
  facts: readonly UnderstoodFact[],
): MergedFilter {
  const given = Object.fromEntries(
    Object.entries(explicit ?? {}).filter(([, value]) => value !== null && value !== undefined),
  )
  const explicitKeys = new Set((explicit?.attributes ?? []).map(({ key }) => key))
  const isWon = (field: string) => {
    if (field.startsWith('attributes.')) return explicitKeys.has(field.slice('attributes.'.length))
    return field !== 'attributes' && (field in given || (field === 'currency' && 'listPrice' in given))
  }
  const attributes = (understood.attributes ?? []).filter(({ key }) => !explicitKeys.has(key))
  const kept: PropertyFilter = {
    ...Object.fromEntries(Object.entries(understood).filter(([field]) => !isWon(field))),
    attributes: attributes.length > 0 ? attributes : undefined,
  }
  const all = [...(explicit?.attributes ?? []), ...attributes]
  return {
    filter: { ...kept, ...given, attributes: all.length > 0 ? all : undefined },
    understood: kept,
    facts: facts.filter(({ field }) => !isWon(field)),
  }
}
