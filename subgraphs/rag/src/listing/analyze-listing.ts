import { type AnalyzedText, analyzeText } from '../index/analyze-text.ts'
import type { PropertyChange } from './listing-row.ts'

type ChangedProperty = NonNullable<PropertyChange['property']>

const intentWords = { FOR_SALE: 'for sale buy', FOR_RENT: 'for rent rental let' } as const

/**
 * The terms of a listing: its title twice, its description, and its facts in words ("water view", "renovated", the type, the place),
 * so that a search by words alone finds them too. What a listing has not ("furnished": false) is not said.
 */
export function analyzeListing(property: ChangedProperty): AnalyzedText {
  const { address } = property
  const attributes = property.attributes
    .filter(({ status }) => status !== 'REJECTED')
    .map(({ label, value }) => {
      if (value.boolean !== null) return value.boolean ? label : ''
      const said = value.text ?? value.list?.join(', ')
      return said === undefined || said === null ? '' : `${label} ${said}`
    })
  const facts = [
    property.propertyType.toLowerCase(),
    intentWords[property.listingIntent],
    address.street,
    address.district,
    address.city,
    address.stateOrProvince,
    ...attributes,
  ]
  return analyzeText([
    { text: property.title, weight: 2 },
    { text: property.description, weight: 1 },
    { text: facts.filter((fact) => fact !== null && fact !== '').join('. '), weight: 1 },
  ])
}
