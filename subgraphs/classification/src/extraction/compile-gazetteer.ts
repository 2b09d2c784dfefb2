import type { CatalogAttribute, Gazetteer } from './extraction.ts'
import type { PlaceField } from './fact.ts'
import type { Sense } from './lexicon/sense.ts'
import { createPhraseTrie, type PhraseTrie } from './phrase-trie.ts'

export type Place = { readonly field: PlaceField; readonly value: string }

export type CompiledGazetteer = {
  readonly places: PhraseTrie<Place>
  readonly attributes: PhraseTrie<Sense>
  readonly dollarCurrency: string
}

/** Keys that the lexicon reads with their values; a catalogue's synonyms for them say only that the attribute is there. */
const readWithValues = new Set([
  'petsAllowed',
  'heating',
  'condition',
  'energyRating',
  'floor',
  'parkingTotal',
  'availableFrom',
])
const phraseLengthMin = 3
const compiled = new WeakMap<Gazetteer, CompiledGazetteer>()

/** The gazetteer as tries; compiled once for each object. A name that is a city and a district is taken for the city. */
export function compileGazetteer(gazetteer: Gazetteer): CompiledGazetteer {
  const known = compiled.get(gazetteer)
  if (known !== undefined) return known
  const places = createPhraseTrie<Place>()
  for (const value of gazetteer.cities ?? []) places.add(value, { field: 'city', value })
  for (const value of gazetteer.districts ?? []) places.add(value, { field: 'district', value })
  for (const value of gazetteer.postalCodes ?? []) places.add(value, { field: 'postalCode', value })
  const attributes = createPhraseTrie<Sense>()
  for (const attribute of gazetteer.attributes ?? []) addAttribute(attributes, attribute)
  const result = { places, attributes, dollarCurrency: gazetteer.dollarCurrency ?? 'USD' }
  compiled.set(gazetteer, result)
  return result
}

function addAttribute(trie: PhraseTrie<Sense>, attribute: CatalogAttribute): void {
  const { key, valueType } = attribute
  if (readWithValues.has(key)) return
  const isBoolean = valueType === 'BOOLEAN'
  const amenity: Sense = {
    kind: 'amenity',
    conditions: [isBoolean ? { key, eq: true } : { key, exists: true }],
    isShareable: false,
  }
  const sense: Sense = valueType === 'NUMBER' ? { kind: 'numberAttribute', key } : amenity
  for (const synonym of [spaced(key), ...attribute.synonyms])
    if (synonym.length >= phraseLengthMin) trie.add(synonym, sense)
}

/** "evCharging" as people write it: "ev charging". */
function spaced(key: string): string {
  return key.replace(/([a-z])([A-Z])/g, '$1 $2').toLowerCase()
}
