import type { PropertyFilter } from '@ree-ai/db/property-filter'

export type SearchNotify = 'INSTANT' | 'DAILY' | 'WEEKLY' | 'NEVER'

export type SearchMatchKind = 'NEW_LISTING' | 'PRICE_DROP'

/** A condition found in the words of a query. Offsets in UTF-16 units. */
export interface UnderstoodFact {
  readonly field: string
  readonly value: string
  readonly start: number
  readonly end: number
}

/** What the words of a query mean. */
export interface Understanding {
  readonly filter: PropertyFilter
  readonly facts: readonly UnderstoodFact[]
  /** The words that are no condition. */
  readonly remainder: string
}

/** A search that is kept. */
export interface SavedSearch {
  readonly id: string
  readonly userId: string
  readonly name: string
  /** As it was given. */
  readonly filter: PropertyFilter
  readonly query: string | null
  /** Null without a query, and until it was understood. */
  readonly understanding: Understanding | null
  readonly notify: SearchNotify
  readonly createdAt: Date
  readonly updatedAt: Date
}

/** A listing that matched a saved search. */
export interface SearchMatch {
  readonly id: bigint
  readonly savedSearchId: string
  readonly propertyId: string
  readonly kind: SearchMatchKind
  readonly price: { readonly amount: number; readonly currency: string }
  readonly matchedAt: Date
}
