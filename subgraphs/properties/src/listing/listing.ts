export const listingIntents = ['FOR_SALE', 'FOR_RENT'] as const
export const propertyTypes = [
  'APARTMENT',
  'HOUSE',
  'TOWNHOUSE',
  'VILLA',
  'LAND',
  'OFFICE',
  'RETAIL',
  'INDUSTRIAL',
  'OTHER',
] as const
export const standardStatuses = [
  'DRAFT',
  'PENDING_REVIEW',
  'ACTIVE',
  'UNDER_CONTRACT',
  'CLOSED',
  'EXPIRED',
  'WITHDRAWN',
  'REJECTED',
] as const

export type ListingIntent = (typeof listingIntents)[number]
export type PropertyType = (typeof propertyTypes)[number]
export type StandardStatus = (typeof standardStatuses)[number]

/** A value of an open-ended attribute as it is stored: numbers in the catalogue's unit, dates as `YYYY-MM-DD`. */
export type AttributeContent = boolean | number | string | readonly string[]

export type Attributes = Readonly<Record<string, AttributeContent>>

export interface Price {
  readonly amount: number
  /** ISO 4217. */
  readonly currency: string
}

export interface Address {
  readonly unparsedAddress: string | null
  readonly street: string | null
  readonly city: string | null
  readonly district: string | null
  readonly stateOrProvince: string | null
  readonly postalCode: string | null
  /** ISO 3166-1 alpha-2. */
  readonly country: string | null
}

export interface Position {
  readonly latitude: number
  readonly longitude: number
}

export interface Photo {
  /** Of an upload: its path below the public address. */
  readonly url: string
  readonly caption: string | null
  /** For pictures that were uploaded here. */
  readonly upload?: PhotoUpload
}

/** What is known of an uploaded picture. */
export interface PhotoUpload {
  readonly id: string
  /** In pixels. */
  readonly width: number
  readonly height: number
  readonly contentType: string
}

/** Whom an owner shows a contact; the owner and reviewers see it anyway. */
export const contactVisibilities = ['EVERYONE', 'SIGNED_IN', 'INQUIRERS', 'NOBODY'] as const
export type ContactVisibility = (typeof contactVisibilities)[number]

export interface ContactDetails {
  readonly name: string | null
  readonly email: string | null
  readonly phone: string | null
  readonly visibility: ContactVisibility
}

/** What its owner says of a property: what is validated, imported and edited. Areas in square metres. */
export interface ListingContent {
  readonly title: string
  readonly description: string
  readonly listingIntent: ListingIntent
  readonly propertyType: PropertyType
  readonly listPrice: Price
  readonly livingArea: number | null
  readonly lotSizeArea: number | null
  readonly bedroomsTotal: number | null
  readonly bathroomsTotal: number | null
  readonly yearBuilt: number | null
  readonly address: Address
  readonly location: Position | null
  readonly attributes: Attributes
  readonly photos: readonly Photo[]
  readonly contactDetails: ContactDetails
}

/** A listing as it is kept. */
export interface Listing extends ListingContent {
  readonly id: string
  readonly ownerId: string
  /** Counts the edits. */
  readonly version: number
  readonly standardStatus: StandardStatus
  readonly listedAt: Date | null
  readonly expiresAt: Date | null
  /** Of title and description (`hashText`) as a reviewer approved them; null when none did. */
  readonly approvedTextHash: string | null
  readonly createdAt: Date
  readonly updatedAt: Date
  /** Interest of late against that in its peers, 0 to 1; null while nothing is known. */
  readonly engagement: number | null
  /** Deleted then, and nobody's to see until it is restored; null when it is not. */
  readonly deletedAt: Date | null
}
