import type { writeListingRow } from '../listing/write-listing-row.ts'

type ContentColumn = keyof ReturnType<typeof writeListingRow>

const content: Readonly<Record<ContentColumn, string>> = {
  title: 'text',
  description: 'text',
  listingIntent: '"properties"."ListingIntent"',
  propertyType: '"properties"."PropertyType"',
  listPrice: 'numeric',
  currency: 'text',
  livingArea: 'double precision',
  lotSizeArea: 'double precision',
  bedroomsTotal: 'integer',
  bathroomsTotal: 'double precision',
  yearBuilt: 'integer',
  unparsedAddress: 'text',
  street: 'text',
  city: 'text',
  district: 'text',
  stateOrProvince: 'text',
  postalCode: 'text',
  country: 'text',
  cityKey: 'text',
  districtKey: 'text',
  latitude: 'double precision',
  longitude: 'double precision',
  attributes: 'jsonb',
  photos: 'jsonb',
  contactName: 'text',
  contactEmail: 'text',
  contactPhone: 'text',
  isContactPublic: 'boolean',
  contactVisibility: '"properties"."ContactVisibility"',
  fingerprint: 'text',
}

/** The columns that an import writes, with their types: what `jsonb_to_recordset` needs. */
export const importColumns = {
  id: 'uuid',
  ownerId: 'uuid',
  ...content,
  standardStatus: '"properties"."StandardStatus"',
  source: 'text',
  sourceKey: 'text',
  sourceHash: 'text',
  listedAt: 'timestamptz',
  sortedAt: 'timestamptz',
  expiresAt: 'timestamptz',
  deletedAt: 'timestamptz',
  createdAt: 'timestamptz',
  updatedAt: 'timestamptz',
} as const
