import type {
  AttributeContent,
  ContactVisibility,
  Listing,
  ListingContent,
  ListingIntent,
  Photo,
  PropertyType,
  StandardStatus,
} from './listing.ts'

/** A row of `"Property"` as a query returns it. */
export interface ListingRow {
  readonly id: string
  readonly ownerId: string
  readonly version: number
  readonly title: string
  readonly description: string
  readonly listingIntent: string
  readonly propertyType: string
  readonly standardStatus: string
  readonly listPrice: unknown
  readonly currency: string
  readonly livingArea: number | null
  readonly lotSizeArea: number | null
  readonly bedroomsTotal: number | null
  readonly bathroomsTotal: number | null
  readonly yearBuilt: number | null
  readonly unparsedAddress: string | null
  readonly street: string | null
  readonly city: string | null
  readonly district: string | null
  readonly stateOrProvince: string | null
  readonly postalCode: string | null
  readonly country: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly attributes: unknown
  readonly photos: unknown
  readonly contactName: string | null
  readonly contactEmail: string | null
  readonly contactPhone: string | null
  readonly contactVisibility: string
  readonly listedAt: Date | null
  readonly expiresAt: Date | null
  readonly approvedTextHash: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly engagement: number | null
  readonly deletedAt: Date | null
}

/** A row as a listing. */
export function readListingRow(row: ListingRow): Listing {
  const { latitude, longitude } = row
  return {
    ...(pick(row, identity) as Pick<Listing, (typeof identity)[number]>),
    ...(pick(row, facts) as Pick<ListingContent, (typeof facts)[number]>),
    listingIntent: row.listingIntent as ListingIntent,
    propertyType: row.propertyType as PropertyType,
    standardStatus: row.standardStatus as StandardStatus,
    // The driver hands over a decimal, which a double holds exactly enough: at most 12 digits and two decimals.
    listPrice: { amount: Number(row.listPrice), currency: row.currency },
    address: pick(row, addressParts) as unknown as Listing['address'],
    location: latitude === null || longitude === null ? null : { latitude, longitude },
    attributes: row.attributes as Record<string, AttributeContent>,
    photos: row.photos as readonly Photo[],
    contactDetails: {
      name: row.contactName,
      email: row.contactEmail,
      phone: row.contactPhone,
      visibility: row.contactVisibility as ContactVisibility,
    },
  }
}

const identity = [
  'id',
  'ownerId',
  'version',
  'listedAt',
  'expiresAt',
  'approvedTextHash',
  'createdAt',
  'updatedAt',
  'engagement',
  'deletedAt',
] as const
const facts = [
  'title',
  'description',
  'livingArea',
  'lotSizeArea',
  'bedroomsTotal',
  'bathroomsTotal',
  'yearBuilt',
] as const
const addressParts = [
  'unparsedAddress',
  'street',
  'city',
  'district',
  'stateOrProvince',
  'postalCode',
  'country',
] as const

function pick(row: ListingRow, names: readonly (keyof ListingRow)[]): Readonly<Record<string, unknown>> {
  return Object.fromEntries(names.map((name) => [name, row[name]]))
}
