import type { AttributeCondition, ListingIntent, PropertyType } from '../extraction.ts'
import { createPhraseTrie, type PhraseTrie } from '../phrase-trie.ts'
import { expandPhrases } from './expand-phrases.ts'
import type { Lexicon, PlainKind } from './lexicon.ts'
import { listPetPhrases, type PetWords } from './pets.ts'
import type { Bound, Sense, UnitName } from './sense.ts'

const weeksAMonth = 365.25 / 12 / 7
const perMonth = { month: 1, week: weeksAMonth, year: 1 / 12 } as const

/** Attributes of a building that neighbours use together: "shared gym" is one that the listing has. */
const shareableKeys = new Set([
  'elevator',
  'gym',
  'concierge',
  'securitySystem',
  'evCharging',
  'storage',
  'solarPanels',
  'airConditioning',
])

/** One table of every language's phrases. Phrases are compared without accents and case. */
export function buildLexicon(lexicons: readonly Lexicon[], pets: readonly PetWords[]): PhraseTrie<Sense> {
  const trie = createPhraseTrie<Sense>()
  const add = (patterns: readonly string[] | undefined, sense: Sense) => {
    for (const pattern of patterns ?? []) for (const phrase of expandPhrases(pattern)) trie.add(phrase, sense)
  }
  for (const lexicon of lexicons) {
    addNumbers(lexicon, add)
    addListingWords(lexicon, add)
    addAttributes(lexicon, add)
  }
  for (const words of pets) {
    for (const { pattern, condition } of listPetPhrases(words)) {
      add([pattern], { kind: 'amenity', conditions: [condition], isShareable: true })
    }
  }
  return trie
}

type Add = (patterns: readonly string[] | undefined, sense: Sense) => void

function addNumbers(lexicon: Lexicon, add: Add): void {
  for (const [word, value] of Object.entries(lexicon.numbers ?? {})) add([word], { kind: 'number', value })
  for (const [word, value] of Object.entries(lexicon.ordinals ?? {})) add([word], { kind: 'ordinal', value })
  for (const [word, factor] of Object.entries(lexicon.multipliers ?? {})) add([word], { kind: 'multiplier', factor })
  for (const [word, [factor, currency]] of Object.entries(lexicon.moneyMultipliers ?? {})) {
    add([word], { kind: 'multiplier', factor, currency })
  }
  for (const [code, phrases] of Object.entries(lexicon.currencies ?? {})) add(phrases, { kind: 'currency', code })
  for (const bound of ['max', 'min', 'around', 'between'] satisfies Bound[]) {
    add(lexicon.bounds?.[bound], { kind: 'bound', bound })
    add(lexicon.boundsAfter?.[bound], { kind: 'boundAfter', bound })
  }
  for (const bound of ['max', 'min', 'around', 'between', 'exact'] as const) {
    add(lexicon.yearBounds?.[bound], { kind: 'yearBound', bound })
  }
  for (const [unit, phrases] of Object.entries(lexicon.units ?? {}))
    add(phrases, { kind: 'unit', unit: unit as UnitName })
  for (const period of ['month', 'week', 'year'] as const) {
    add(lexicon.periods?.[period], { kind: 'period', perMonth: perMonth[period] })
  }
  for (const [i, phrases] of (lexicon.months ?? []).entries()) add(phrases, { kind: 'month', month: i + 1 })
}

function addListingWords(lexicon: Lexicon, add: Add): void {
  for (const [type, phrases] of Object.entries(lexicon.types ?? {}))
    add(phrases, { kind: 'type', types: [type as PropertyType] })
  add(lexicon.studio, { kind: 'type', types: ['APARTMENT'], bedrooms: 0 })
  for (const [intent, phrases] of Object.entries(lexicon.intents ?? {})) {
    add(phrases.explicit, { kind: 'intent', intent: intent as ListingIntent, strength: 3 })
    add(phrases.implied, { kind: 'intent', intent: intent as ListingIntent, strength: 2 })
  }
  add(lexicon.rentCues, { kind: 'moneyCue', intent: 'FOR_RENT' })
  for (const [kind, phrases] of Object.entries(lexicon.words ?? {})) add(phrases, { kind: kind as PlainKind })
}

function addAttributes(lexicon: Lexicon, add: Add): void {
  const amenity = (condition: AttributeCondition): Sense => ({
    kind: 'amenity',
    conditions: [condition],
    isShareable: shareableKeys.has(condition.key),
  })
  for (const [key, phrases] of Object.entries(lexicon.amenities ?? {})) add(phrases, amenity({ key, eq: true }))
  for (const [key, phrases] of Object.entries(lexicon.absences ?? {})) add(phrases, amenity({ key, eq: false }))
  for (const [key, values] of Object.entries(lexicon.textValues ?? {})) {
    for (const [value, phrases] of Object.entries(values)) add(phrases, amenity({ key, eq: value }))
  }
}
