import type { PropertyType } from '../listing/listing.ts'

export const attributeValueTypes = ['BOOLEAN', 'NUMBER', 'TEXT', 'LIST', 'DATE'] as const
export type AttributeValueType = (typeof attributeValueTypes)[number]
export type AttributeStatus = 'KNOWN' | 'NEW' | 'REJECTED'

/** The languages that labels and synonyms of the catalogue file are in, ISO 639-1. */
export const catalogueLanguages = ['en', 'es', 'fr', 'de', 'vi'] as const

/** What the catalogue says of a key. */
export interface AttributeDefinition {
  readonly key: string
  /** Language, ISO 639-1, to name. */
  readonly labels: Readonly<Record<string, string>>
  /** What it says of a listing, in English. */
  readonly description: string | null
  readonly valueType: AttributeValueType
  /** UCUM; null when the number has none. */
  readonly unit: string | null
  /** Language to other words for it; `und` where the language was not told. */
  readonly synonyms: Readonly<Record<string, readonly string[]>>
  /** The types it is asked for; empty means all. */
  readonly propertyTypes: readonly PropertyType[]
  readonly status: AttributeStatus
  /** The known key that values given under this one are kept under; its status is REJECTED. */
  readonly mappedTo: string | null
}

/** A definition with the number of published listings that use it. */
export interface CatalogueEntry extends AttributeDefinition {
  readonly usageCount: number
}
