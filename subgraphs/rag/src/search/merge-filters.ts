import { mergePropertyFilters } from '@ree-ai/kit/listing/merge-property-filters'
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

/** Joins the conditions of a query's words, and the facts they stand for, with explicit ones, which win. */
export function mergeFilters(
  understood: PropertyFilter,
  explicit: PropertyFilter | null | undefined,
  facts: readonly UnderstoodFact[],
): MergedFilter {
  const merged = mergePropertyFilters(understood, explicit ?? {})
  return {
    filter: merged.filter,
    understood: merged.understood,
    facts: facts.filter(({ field }) => !merged.isReplaced(field)),
  }
}
