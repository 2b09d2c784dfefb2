import type { PropertyFilter } from '@ree-ai/db/property-filter'
import { mergePropertyFilters, withoutNulls } from '@ree-ai/kit/listing/merge-property-filters'
import type { Understanding, UnderstoodFact } from './saved-search.ts'

/** The conditions of a search, and the facts of its query that are among them. */
export interface Conditions {
  readonly filter: PropertyFilter
  readonly facts: readonly UnderstoodFact[]
}

/** Joins the conditions of a search's words, where they were understood, with those of its filter, which win. */
export function mergeConditions(filter: PropertyFilter, understanding: Understanding | null): Conditions {
  if (understanding === null) return { filter: withoutNulls(filter), facts: [] }
  const merged = mergePropertyFilters(understanding.filter, filter)
  return { filter: merged.filter, facts: understanding.facts.filter(({ field }) => !merged.isReplaced(field)) }
}
