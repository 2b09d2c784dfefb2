import type { PropertyType } from '../extraction/extraction.ts'

export type CategoryName = 'BASIC' | 'LOCATION' | 'SIZE' | 'PRICE' | 'FEATURES' | 'MEDIA'

/** A field that counts, the share of its category that it is worth, and how it is asked for. */
export type FieldRule = { readonly field: string; readonly share: number; readonly question: string }

/** Shares of the whole, from domain.md; they sum to 1. */
export const categoryWeights: Readonly<Record<CategoryName, number>> = {
  BASIC: 0.25,
  LOCATION: 0.2,
  SIZE: 0.15,
  PRICE: 0.2,
  FEATURES: 0.1,
  MEDIA: 0.1,
}

const ask = {
  livingArea: 'How large is it, in square metres?',
  lotSizeArea: 'How large is the plot, in square metres?',
  bedroomsTotal: 'How many bedrooms are there (0 for a studio)?',
  bathroomsTotal: 'How many bathrooms are there?',
  yearBuilt: 'When was it built?',
} as const

type SizeField = keyof typeof ask

const homeSizes: Readonly<Partial<Record<SizeField, number>>> = {
  livingArea: 0.4,
  bedroomsTotal: 0.3,
  bathroomsTotal: 0.2,
  yearBuilt: 0.1,
}
const houseSizes: Readonly<Partial<Record<SizeField, number>>> = {
  livingArea: 0.35,
  bedroomsTotal: 0.25,
  bathroomsTotal: 0.15,
  lotSizeArea: 0.15,
  yearBuilt: 0.1,
}
const workSizes: Readonly<Partial<Record<SizeField, number>>> = { livingArea: 0.85, yearBuilt: 0.15 }

/** What makes out the size of each type: land has no rooms, a shop no bedrooms. */
const sizeShares: Readonly<Record<PropertyType, Readonly<Partial<Record<SizeField, number>>>>> = {
  APARTMENT: homeSizes,
  HOUSE: houseSizes,
  TOWNHOUSE: houseSizes,
  VILLA: houseSizes,
  LAND: { lotSizeArea: 1 },
  OFFICE: workSizes,
  RETAIL: workSizes,
  INDUSTRIAL: { livingArea: 0.7, lotSizeArea: 0.2, yearBuilt: 0.1 },
  OTHER: { livingArea: 1 },
}

/** Attributes that people of each type ask about first; any others count as well. */
export const askedAttributes: Readonly<Record<PropertyType, readonly (readonly [key: string, question: string])[]>> = {
  APARTMENT: [
    ['floor', 'Which floor is it on (0 for the ground floor)?'],
    ['elevator', 'Is there a lift?'],
    ['furnished', 'Is it furnished?'],
    ['balcony', 'Does it have a balcony?'],
    ['petsAllowed', 'Which pets are allowed?'],
  ],
  HOUSE: [
    ['parkingTotal', 'How many cars can be parked?'],
    ['garden', 'Does it have a garden?'],
    ['heating', 'How is it heated?'],
    ['condition', 'What condition is it in?'],
    ['energyRating', 'What is its energy rating?'],
  ],
  TOWNHOUSE: [
    ['parkingTotal', 'How many cars can be parked?'],
    ['heating', 'How is it heated?'],
    ['condition', 'What condition is it in?'],
    ['energyRating', 'What is its energy rating?'],
    ['basement', 'Does it have a basement?'],
  ],
  VILLA: [
    ['pool', 'Does it have a pool?'],
    ['garden', 'Does it have a garden?'],
    ['parkingTotal', 'How many cars can be parked?'],
    ['condition', 'What condition is it in?'],
    ['heating', 'How is it heated?'],
  ],
  LAND: [
    ['zoning', 'What may be built or done on the land?'],
    ['utilitiesConnected', 'Which utilities are connected?'],
    ['frontage', 'How many metres does it have to the road?'],
    ['plotSlope', 'Is the plot level or sloping?'],
    ['floodZone', 'Is it in a flood zone?'],
  ],
  OFFICE: [
    ['officeLayout', 'Is it open plan or in separate rooms?'],
    ['parkingTotal', 'How many cars can be parked?'],
    ['broadbandMbps', 'How fast is the internet line, in Mbps?'],
    ['elevator', 'Is there a lift?'],
    ['wheelchairAccessible', 'Is it accessible by wheelchair?'],
  ],
  RETAIL: [
    ['frontage', 'How many metres of street front does it have?'],
    ['zoning', 'Which uses are permitted?'],
    ['storage', 'Is there storage?'],
    ['condition', 'What condition is it in?'],
    ['wheelchairAccessible', 'Is it accessible by wheelchair?'],
  ],
  INDUSTRIAL: [
    ['ceilingHeight', 'How high is the ceiling, in metres?'],
    ['loadingDocks', 'How many loading docks are there?'],
    ['threePhasePower', 'Is there three-phase power?'],
    ['parkingTotal', 'How many cars can be parked?'],
    ['floorLoad', 'What load does the floor carry, in tonnes per square metre?'],
  ],
  OTHER: [
    ['propertySubType', 'What kind of property is it?'],
    ['condition', 'What condition is it in?'],
    ['availableFrom', 'From which day is it available?'],
  ],
}

/** So many attributes are a complete set; fewer count in proportion. */
export const attributesEnough = 5
/** So many photos are a complete set; fewer count in proportion. */
export const photosEnough = 5

export const basicRules: readonly FieldRule[] = [
  { field: 'propertyType', share: 0.25, question: 'What kind of property is it?' },
  { field: 'title', share: 0.25, question: 'What one line names it best?' },
  { field: 'listingIntent', share: 0.15, question: 'Is it for sale or for rent?' },
  { field: 'description', share: 0.35, question: 'What would you tell a friend about it, in a few sentences?' },
]

export const locationRules: readonly FieldRule[] = [
  { field: 'address.city', share: 0.5, question: 'In which city is it?' },
  { field: 'address.district', share: 0.1, question: 'In which district is it?' },
  { field: 'address.street', share: 0.15, question: 'What is the street and number?' },
  { field: 'address.postalCode', share: 0.1, question: 'What is the postal code?' },
  { field: 'location', share: 0.15, question: 'Where is it on the map?' },
]

export const priceRules: readonly FieldRule[] = [
  { field: 'listPrice', share: 1, question: 'What is the price (per month for a rental)?' },
]

/** The size of a type not known yet is asked for as for a home without rooms. */
export function sizeRules(type: PropertyType | null): readonly FieldRule[] {
  const shares = type === null ? { livingArea: 1 } : sizeShares[type]
  return Object.entries(shares).map(([field, share]) => ({ field, share, question: ask[field as SizeField] }))
}
