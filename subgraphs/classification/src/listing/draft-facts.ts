import type { PropertyType } from '../extraction/extraction.ts'
import type { ListingFacts } from './listing-facts.ts'

/** A listing as far as it is written, in the shape of the API's ListingDraftInput; what is left out or null is not known. */
export type ListingDraft = {
  readonly title?: string | null
  readonly description?: string | null
  readonly propertyType?: PropertyType | null
  readonly listingIntent?: string | null
  readonly listPrice?: number | null
  readonly livingArea?: number | null
  readonly lotSizeArea?: number | null
  readonly bedroomsTotal?: number | null
  readonly bathroomsTotal?: number | null
  readonly yearBuilt?: number | null
  readonly street?: string | null
  readonly city?: string | null
  readonly district?: string | null
  readonly postalCode?: string | null
  readonly hasLocation?: boolean | null
  readonly attributeKeys?: readonly string[] | null
  readonly photoCount?: number | null
}

const photosCountedMax = 50
const plain = [
  'listingIntent',
  'listPrice',
  'livingArea',
  'lotSizeArea',
  'bedroomsTotal',
  'bathroomsTotal',
  'yearBuilt',
] as const
const inAddress = ['street', 'city', 'district', 'postalCode'] as const

/** A draft as the facts that completeness is judged by. Blank text is no value; a price or a size of 0 is none either, 0 bedrooms are. */
export function draftFacts(draft: ListingDraft): ListingFacts {
  const isGiven = (value: unknown) =>
    typeof value === 'string' ? value.trim() !== '' : value !== null && value !== undefined
  const isZero = (field: (typeof plain)[number]) => draft[field] === 0 && field !== 'bedroomsTotal'
  const photos = Math.max(0, Math.min(photosCountedMax, Math.trunc(draft.photoCount ?? 0)))
  return {
    title: draft.title ?? null,
    description: draft.description ?? null,
    propertyType: draft.propertyType ?? null,
    filledFields: [
      ...plain.filter((field) => isGiven(draft[field]) && !isZero(field)),
      ...inAddress.filter((field) => isGiven(draft[field])).map((field) => `address.${field}`),
      ...(draft.hasLocation === true ? ['location'] : []),
      ...[...new Set(draft.attributeKeys ?? [])].map((key) => `attributes.${key}`),
      ...Array.from({ length: photos }, (_, i) => `photos.${i}`),
    ],
  }
}
