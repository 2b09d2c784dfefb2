import { createKeySuggester, type SuggestKeys } from '@ree-ai/kit/listing/suggest-keys'
import type { AttributeDefinition, CatalogueEntry } from './attribute.ts'
import { listSynonyms } from './definition-row.ts'

/** The known keys in memory, as they were at one moment. */
export interface CatalogueIndex {
  readonly entries: ReadonlyMap<string, CatalogueEntry>
  /** Known keys that another key may mean. */
  readonly suggest: SuggestKeys
}

export function createCatalogueIndex(entries: readonly CatalogueEntry[]): CatalogueIndex {
  return {
    entries: new Map(entries.map((entry) => [entry.key, entry])),
    suggest: createKeySuggester(entries.map(toKnown)),
  }
}

/** A definition as filters are checked against it. */
export function toKnown(definition: AttributeDefinition) {
  const { key, valueType, status, mappedTo, labels } = definition
  return { key, valueType, status, mappedTo, names: [...Object.values(labels), ...listSynonyms(definition)] }
}
