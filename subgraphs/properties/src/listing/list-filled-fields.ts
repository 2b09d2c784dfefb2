import type { Listing } from './listing.ts'

const scalars = ['livingArea', 'lotSizeArea', 'bedroomsTotal', 'bathroomsTotal', 'yearBuilt', 'location'] as const

/**
 * Paths of everything that a listing tells, for judging how complete it is: `title`, `address.city`, `attributes.pool`,
 * `photos.0`. Contacts are never named: they are not everyone's to see.
 */
export function listFilledFields(listing: Listing): string[] {
  const isFilled = (value: unknown) => value !== null && value !== ''
  return [
    ...(['title', 'description'] as const).filter((name) => isFilled(listing[name].trim())),
    'listingIntent',
    'propertyType',
    'listPrice',
    ...scalars.filter((name) => isFilled(listing[name])),
    ...Object.entries(listing.address).flatMap(([name, value]) => (isFilled(value) ? [`address.${name}`] : [])),
    ...Object.keys(listing.attributes).map((key) => `attributes.${key}`),
    ...listing.photos.map((_photo, index) => `photos.${index}`),
  ]
}
