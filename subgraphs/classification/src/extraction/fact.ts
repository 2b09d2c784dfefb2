import type { AttributeCondition, ListingIntent, NumberRange, PropertyType } from './extraction.ts'

export type RangeField = 'listPrice' | 'livingArea' | 'lotSizeArea' | 'bedroomsTotal' | 'bathroomsTotal' | 'yearBuilt'
export type PlaceField = 'city' | 'district' | 'postalCode'

/** What a piece of text says of a listing. */
export type Statement =
  | { readonly kind: 'range'; readonly field: RangeField; readonly range: NumberRange; readonly currency?: string }
  | { readonly kind: 'intent'; readonly intent: ListingIntent; readonly strength: number }
  | { readonly kind: 'types'; readonly types: readonly PropertyType[] }
  | { readonly kind: 'place'; readonly field: PlaceField; readonly value: string }
  | { readonly kind: 'attribute'; readonly condition: AttributeCondition }
  /** A place that is not wanted: told, but no condition says it. */
  | { readonly kind: 'excluded'; readonly field: PlaceField; readonly value: string }
  /** Understood, and nothing to filter by ("no need for a garage"). */
  | { readonly kind: 'nothing' }

/** A statement with the tokens `[from, to)` that make it. */
export type Fact = { readonly from: number; readonly to: number; readonly statement: Statement }

/** What a reader found at a place: the facts, and the token to go on from. No facts: the tokens were recognised as something else. */
export type Finding = { readonly facts: readonly Fact[]; readonly end: number }
