import type { AttributeDefinition, AttributeValueType } from './attribute.ts'

/** A key nobody has defined is named after itself: `wineCellar` is "Wine cellar". */
export function defineKey(key: string, valueType: AttributeValueType, unit: string | null): AttributeDefinition {
  const words = key
    .replace(/([A-Z]+|\d+)/g, ' $1')
    .toLowerCase()
    .trim()
  return {
    key,
    labels: { en: words.charAt(0).toUpperCase() + words.slice(1) },
    description: null,
    valueType,
    unit: valueType === 'NUMBER' ? unit : null,
    synonyms: {},
    propertyTypes: [],
    status: 'NEW',
    mappedTo: null,
  }
}
