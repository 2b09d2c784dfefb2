import type { StandardStatus } from '../listing/listing.ts'
import type { ExportedListing } from './export-store.ts'

type Row = Readonly<Record<string, unknown>>

/** A file can neither ask for a review nor refuse a listing: such listings leave as the drafts they can be again. */
const statuses: Readonly<Partial<Record<StandardStatus, StandardStatus>>> = {
  PENDING_REVIEW: 'DRAFT',
  REJECTED: 'DRAFT',
}

/**
 * A listing as a row that the mapping `export` reads back to an equal one. Names are RESO's; areas in square metres,
 * attributes as they are kept.
 */
export function writeExportRow(
  listing: ExportedListing,
  options: { readonly hasContact: boolean; readonly publicUrl: string },
): Row {
  const { name, email, phone, visibility } = listing.contactDetails
  const contact = options.hasContact ? { name, email, phone, isPublic: visibility === 'EVERYONE', visibility } : null
  return {
    listingKey: listing.id,
    originatingSystemName: listing.source,
    originatingSystemKey: listing.sourceKey,
    title: listing.title,
    description: listing.description,
    listingIntent: listing.listingIntent,
    propertyType: listing.propertyType,
    standardStatus: statuses[listing.standardStatus] ?? listing.standardStatus,
    listPrice: listing.listPrice,
    livingArea: listing.livingArea,
    lotSizeArea: listing.lotSizeArea,
    bedroomsTotal: listing.bedroomsTotal,
    bathroomsTotal: listing.bathroomsTotal,
    yearBuilt: listing.yearBuilt,
    address: listing.address,
    location: listing.location,
    attributes: listing.attributes,
    // An import takes https addresses alone: without a public address uploads stay behind.
    photos: listing.photos.flatMap(({ url, caption, upload }) => {
      if (upload === undefined) return [{ url, caption }]
      return options.publicUrl.startsWith('https:') ? [{ url: options.publicUrl + url, caption }] : []
    }),
    contact,
    listedAt: listing.listedAt?.toISOString() ?? null,
  }
}

const nested = {
  listPrice: ['amount', 'currency'],
  address: ['unparsedAddress', 'street', 'city', 'district', 'stateOrProvince', 'postalCode', 'country'],
  location: ['latitude', 'longitude'],
  contact: ['name', 'email', 'phone', 'isPublic', 'visibility'],
} as const

/** The same row with one value a column, the same columns for every listing: what a table needs. */
export function flattenExportRow(row: Row): Row {
  return Object.fromEntries(
    Object.entries(row).flatMap(([name, value]): [string, unknown][] => {
      if (name in nested)
        return nested[name as keyof typeof nested].map((part) => [
          `${name}.${part}`,
          (value as Readonly<Record<string, unknown>> | null)?.[part] ?? null,
        ])
      if (name === 'attributes' || name === 'photos') return [[name, JSON.stringify(value)]]
      return [[name, value]]
    }),
  )
}
