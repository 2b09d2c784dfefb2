import type { PropertyType } from '../listing/listing.ts'

export const attributeValueTypes = ['BOOLEAN', 'NUMBER', 'TEXT', 'LIST', 'DATE'] as const
export type AttributeValueType = (typeof attributeValueTypes)[number]
export type AttributeStatus = 'KNOWN' | 'NEW' | 'REJECTED'

/** What the catalogue says of a key. */
export interface AttributeDefinition {
  readonly key: string
  /** Language, ISO 639-1, to name. */
  readonly labels: Readonly<Record<string, string>>
  readonly valueType: AttributeValueType
  /** UCUM; null when the number has none. */
  readonly unit: string | null
  readonly synonyms: readonly string[]
  /** The types it is asked for; empty means all. */
  readonly propertyTypes: readonly PropertyType[]
  readonly status: AttributeStatus
}

/** A definition with the number of published listings that use it. */
export interface CatalogueEntry extends AttributeDefinition {
  readonly usageCount: number
}
