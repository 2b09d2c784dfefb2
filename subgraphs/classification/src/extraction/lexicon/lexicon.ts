import type { ListingIntent, PropertyType } from '../extraction.ts'
import type { Bound, UnitName } from './sense.ts'

/** Phrase patterns; see `expandPhrases`. */
export type Phrases = readonly string[]

/** The words of one language, as a table: what they mean is the same code for all of them. Every entry may be left out. */
export type Lexicon = {
  readonly numbers?: Readonly<Record<string, number>>
  readonly ordinals?: Readonly<Record<string, number>>
  /** Word to factor. */
  readonly multipliers?: Readonly<Record<string, number>>
  /** Words that scale a number and tell its currency: [factor, ISO 4217]. */
  readonly moneyMultipliers?: Readonly<Record<string, readonly [number, string]>>
  /** ISO 4217 to words. */
  readonly currencies?: Readonly<Record<string, Phrases>>
  readonly bounds?: Partial<Readonly<Record<Bound, Phrases>>>
  readonly boundsAfter?: Partial<Readonly<Record<Bound, Phrases>>>
  readonly yearBounds?: Partial<Readonly<Record<Bound | 'exact', Phrases>>>
  readonly units?: Partial<Readonly<Record<UnitName, Phrases>>>
  readonly periods?: Partial<Readonly<Record<'month' | 'week' | 'year', Phrases>>>
  readonly types?: Partial<Readonly<Record<PropertyType, Phrases>>>
  readonly studio?: Phrases
  /** By strength: `explicit` names the offer ("for rent"), `implied` is what one does ("rent", "buy"). */
  readonly intents?: Readonly<Record<ListingIntent, { readonly explicit: Phrases; readonly implied: Phrases }>>
  readonly rentCues?: Phrases
  readonly months?: readonly Phrases[]
  /** Words with one meaning and no value, by the kind of their sense. */
  readonly words?: Partial<Readonly<Record<PlainKind, Phrases>>>
  /** Phrases that say that an attribute is there, by key. */
  readonly amenities?: Readonly<Record<string, Phrases>>
  /** Phrases that say that a boolean attribute is not there, by key. */
  readonly absences?: Readonly<Record<string, Phrases>>
  /** Phrases for a text attribute's value: key, then value, then phrases. */
  readonly textValues?: Readonly<Record<string, Readonly<Record<string, Phrases>>>>
}

export type PlainKind =
  | 'range'
  | 'or'
  | 'roomAdjective'
  | 'perArea'
  | 'moneyCue'
  | 'otherMoneyCue'
  | 'areaCue'
  | 'lotCue'
  | 'yearCue'
  | 'energyCue'
  | 'floorCue'
  | 'availableCue'
  | 'now'
  | 'negation'
  | 'negationAfter'
  | 'unneeded'
  | 'away'
  | 'shared'
  | 'notOwnAfter'
  | 'ask'
  | 'placeCue'
  | 'filler'
  | 'blocked'
