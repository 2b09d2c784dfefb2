import type { AttributeDefinition, AttributeValueType } from '../attribute/attribute.ts'
import type { AttributeContent, PropertyType } from './listing.ts'

/** One attribute of a listing with what the catalogue says of its key; null for a key it has lost. */
export interface ListingAttribute {
  readonly key: string
  readonly content: AttributeContent
  readonly definition: AttributeDefinition | null
  /** The type of the listing. */
  readonly propertyType: PropertyType
}

/** The kind of a value: its own shape, and for a text what the catalogue says. */
export function readValueType({ content, definition }: ListingAttribute): AttributeValueType {
  if (typeof content === 'boolean') return 'BOOLEAN'
  if (typeof content === 'number') return 'NUMBER'
  if (typeof content !== 'string') return 'LIST'
  return definition?.valueType === 'DATE' ? 'DATE' : 'TEXT'
}
