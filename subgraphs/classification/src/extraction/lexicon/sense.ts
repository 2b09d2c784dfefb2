import type { AttributeCondition, ListingIntent, PropertyType } from '../extraction.ts'

export type Bound = 'max' | 'min' | 'around' | 'between'

/** What a number counts. `rooms` counts the living room too (German, French); `other` is a unit that says nothing of a listing's facts. */
export type UnitName =
  | 'bedrooms'
  | 'rooms'
  | 'bathrooms'
  | 'halfBathrooms'
  | 'squareMeters'
  | 'squareFeet'
  | 'acres'
  | 'hectares'
  | 'parking'
  | 'carGarage'
  | 'other'

/** One meaning of a phrase. A phrase may have several; the reader asks for the kind that fits its place. */
export type Sense =
  | { readonly kind: 'number'; readonly value: number }
  | { readonly kind: 'ordinal'; readonly value: number }
  | { readonly kind: 'multiplier'; readonly factor: number; readonly currency?: string }
  | { readonly kind: 'currency'; readonly code: string }
  | { readonly kind: 'bound'; readonly bound: Bound }
  | { readonly kind: 'boundAfter'; readonly bound: Bound }
  | { readonly kind: 'range' }
  | { readonly kind: 'or' }
  | { readonly kind: 'unit'; readonly unit: UnitName }
  | { readonly kind: 'roomAdjective' }
  | { readonly kind: 'period'; readonly perMonth: number }
  | { readonly kind: 'perArea' }
  | { readonly kind: 'moneyCue'; readonly intent?: ListingIntent }
  | { readonly kind: 'otherMoneyCue' }
  | { readonly kind: 'areaCue' }
  | { readonly kind: 'lotCue' }
  | { readonly kind: 'yearCue' }
  | { readonly kind: 'yearBound'; readonly bound: Bound | 'exact' }
  | { readonly kind: 'type'; readonly types: readonly PropertyType[]; readonly bedrooms?: number }
  | { readonly kind: 'intent'; readonly intent: ListingIntent; readonly strength: number }
  | { readonly kind: 'amenity'; readonly conditions: readonly AttributeCondition[]; readonly isShareable: boolean }
  | { readonly kind: 'numberAttribute'; readonly key: string }
  | { readonly kind: 'energyCue' }
  | { readonly kind: 'floorCue' }
  | { readonly kind: 'availableCue' }
  | { readonly kind: 'now' }
  | { readonly kind: 'month'; readonly month: number }
  | { readonly kind: 'negation' }
  | { readonly kind: 'negationAfter' }
  | { readonly kind: 'unneeded' }
  | { readonly kind: 'away' }
  | { readonly kind: 'shared' }
  | { readonly kind: 'notOwnAfter' }
  | { readonly kind: 'ask' }
  | { readonly kind: 'placeCue' }
  | { readonly kind: 'filler' }
  | { readonly kind: 'blocked' }

export type SenseKind = Sense['kind']
export type SenseOf<K extends SenseKind> = Extract<Sense, { readonly kind: K }>
