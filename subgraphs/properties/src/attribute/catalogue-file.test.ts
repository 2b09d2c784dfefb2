import { createHash } from 'node:crypto'
import { foldText } from '@ree-ai/kit/language/fold-text'
import { stopWords } from '@ree-ai/kit/language/stop-words'
import { expect, test } from 'vitest'
import { type AttributeDefinition, catalogueLanguages } from './attribute.ts'
import { convertUnit } from './convert-unit.ts'
import { isAttributeKey } from './is-attribute-key.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'

const { edition, definitions } = loadCatalogueFile()

/** The words for a key, each once and folded, with the language that has it. */
function wordsOf({ labels, synonyms }: AttributeDefinition): ReadonlyMap<string, string> {
  const all = catalogueLanguages.flatMap((language) =>
    [labels[language], ...(synonyms[language] ?? [])].map((word): [string, string] => [
      foldText(String(word)),
      language,
    ]),
  )
  return new Map(all)
}

test('every key has a label and synonyms in the five languages, and says what it means', () => {
  for (const { key, labels, synonyms, description } of definitions) {
    expect(isAttributeKey(key), key).toBe(true)
    expect(Object.keys(labels), key).toEqual(catalogueLanguages)
    expect(Object.keys(synonyms), key).toEqual(catalogueLanguages)
    expect(description, key).toMatch(/^[A-Z].*\.$/)
    for (const language of catalogueLanguages) {
      const words = synonyms[language] ?? []
      expect(words.length, `${key} ${language}`).toBeGreaterThan(0)
      expect(new Set(words.map(foldText)).size, `${key} ${language}`).toBe(words.length)
      for (const word of [labels[language], ...words])
        expect(word, `${key} ${language}`).toBe(String(word).normalize('NFC').trim())
    }
  }
})

test('no word means two keys that may stand on one listing', () => {
  const ambiguous: string[] = []
  definitions.forEach((one, place) => {
    for (const other of definitions.slice(place + 1)) {
      const isApart =
        one.propertyTypes.length > 0 &&
        other.propertyTypes.length > 0 &&
        !one.propertyTypes.some((type) => other.propertyTypes.includes(type))
      const others = wordsOf(other)
      if (!isApart)
        for (const [word] of wordsOf(one)) if (others.has(word)) ambiguous.push(`${word}: ${one.key}, ${other.key}`)
    }
  })
  expect(ambiguous).toEqual([])
})

test('no word is a stop word of its language', () => {
  const stops = definitions.flatMap((definition) =>
    [...wordsOf(definition)].filter(([word, language]) => stopWords(language).has(word)),
  )
  expect(stops).toEqual([])
})

test('keys differ by more than case, and units are ones that can be converted', () => {
  expect(new Set(definitions.map(({ key }) => key.toLowerCase())).size).toBe(definitions.length)
  for (const { key, unit, valueType } of definitions) {
    if (unit === null) continue
    expect(valueType, key).toBe('NUMBER')
    expect(convertUnit(1, unit, unit === 'm' ? 'cm' : 'wk'), key).not.toBe(null)
  }
})

test('a changed file is a new edition: databases that an older one has filled take it', () => {
  const digest = createHash('sha256').update(JSON.stringify(definitions)).digest('hex').slice(0, 12)
  // After a change of catalogue.json, raise its edition and write both here.
  expect([edition, digest]).toEqual([1, 'fdedaa89d6e0'])
})
