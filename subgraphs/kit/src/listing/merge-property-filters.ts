import type { PropertyFilter } from './property-filter.ts'

/** Conditions of words and explicit ones as one filter. */
export interface MergedFilters {
  /** All conditions that hold; none is null. */
  readonly filter: PropertyFilter
  /** Those among them that come from the words. */
  readonly understood: PropertyFilter
  /** Whether an explicit condition took the place of the words' on a field, `attributes.<key>` for an attribute. */
  readonly isReplaced: (field: string) => boolean
}

/**
 * Joins the conditions of a query's words with explicit ones, which win field by field, attributes key by key. An explicit
 * price takes the place of the words' price and currency together, for one means nothing without the other.
 */
export function mergePropertyFilters(understood: PropertyFilter, explicit: PropertyFilter): MergedFilters {
  const given = withoutNulls(explicit)
  const explicitKeys = new Set((given.attributes ?? []).map(({ key }) => key))
  const isReplaced = (field: string) => {
    if (field.startsWith('attributes.')) return explicitKeys.has(field.slice('attributes.'.length))
    return field !== 'attributes' && (field in given || (field === 'currency' && 'listPrice' in given))
  }
  const { attributes: words = [], ...fields } = withoutNulls(understood)
  const wordsKept = (words ?? []).filter(({ key }) => !explicitKeys.has(key))
  const attributes = [...(given.attributes ?? []), ...wordsKept]
  const kept = Object.fromEntries(Object.entries(fields).filter(([field]) => !isReplaced(field)))
  return {
    filter: { ...kept, ...given, ...(attributes.length > 0 && { attributes }) },
    understood: { ...kept, ...(wordsKept.length > 0 && { attributes: wordsKept }) },
    isReplaced,
  }
}

/** The conditions that were given; a field left out and one that is null mean the same. */
export function withoutNulls(filter: PropertyFilter): PropertyFilter {
  return Object.fromEntries(Object.entries(filter).filter(([, value]) => value !== null && value !== undefined))
}
