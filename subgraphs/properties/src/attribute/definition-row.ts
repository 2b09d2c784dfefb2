import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { AttributeDefinition } from './attribute.ts'

/** A definition as its row holds it. */
export interface DefinitionRow
  extends Pick<AttributeDefinition, 'key' | 'description' | 'valueType' | 'unit' | 'propertyTypes' | 'mappedTo'> {
  readonly labels: Prisma.JsonValue
  readonly words: Prisma.JsonValue
  readonly status: AttributeDefinition['status']
}

export function toDefinition(row: DefinitionRow): AttributeDefinition {
  const { key, description, valueType, unit, propertyTypes, status, mappedTo } = row
  const labels = row.labels as AttributeDefinition['labels']
  const synonyms = row.words as AttributeDefinition['synonyms']
  return { key, labels, description, valueType, unit, synonyms, propertyTypes, status, mappedTo }
}

/** The row of a definition. */
export function toRow({ synonyms, labels, propertyTypes, ...rest }: AttributeDefinition) {
  const words = Object.fromEntries(Object.entries(synonyms).map(([language, list]) => [language, [...list]]))
  return {
    ...rest,
    labels: { ...labels },
    words,
    synonyms: listSynonyms({ synonyms }),
    propertyTypes: [...propertyTypes],
  } satisfies Prisma.AttributeDefinitionCreateManyInput
}

/** The synonyms of all languages, each once. */
export function listSynonyms({ synonyms }: Pick<AttributeDefinition, 'synonyms'>): string[] {
  return [...new Set(Object.values(synonyms).flat())]
}
