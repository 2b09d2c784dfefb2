import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import {
  contactVisibilities,
  type ListingContent,
  type ListingIntent,
  listingIntents,
  type Photo,
  type PropertyType,
  propertyTypes,
  type StandardStatus,
} from '../listing/listing.ts'
import type { MappedRow } from './apply-mapping.ts'
import type { ImportField } from './mapping.ts'

/** The statuses that a file may give; a refusal is a reviewer's alone. */
const importStatuses: readonly StandardStatus[] = [
  'DRAFT',
  'ACTIVE',
  'UNDER_CONTRACT',
  'CLOSED',
  'EXPIRED',
  'WITHDRAWN',
]

/** A row as content, its attributes aside. */
export interface BuiltListing {
  readonly content: ListingContent
  readonly standardStatus: StandardStatus
  /** `YYYY-MM-DD`; null when the file does not tell. */
  readonly listedAt: string | null
  readonly problems: readonly InputProblem[]
}

/**
 * A mapped row as a listing. What every listing needs and the row lacks is a problem, unless the mapping has reported
 * that field already; the content then holds a stand-in that is never stored.
 */
export function buildListing({ fields, problems: reported }: MappedRow): BuiltListing {
  const problems: InputProblem[] = []
  const isReported = (path: string) => reported.some((problem) => problem.path === path)
  const demand = (field: ImportField) => {
    if (fields[field] === undefined && !isReported(field))
      problems.push({ layer: 'PRESENCE', path: field, reason: 'is required and has no value.' })
    return fields[field]
  }
  const text = (field: ImportField) => (fields[field] === undefined ? null : String(fields[field]).trim() || null)
  const number = (field: ImportField) => (typeof fields[field] === 'number' ? fields[field] : null)
  const oneOf = <T extends string>(field: ImportField, allowed: readonly T[]): T => {
    const value = allowed.find((one) => one === fields[field])
    if (value === undefined && fields[field] !== undefined)
      problems.push({ path: field, reason: `must be one of ${allowed.join(', ')}.` })
    return value ?? (allowed[0] as T)
  }
  for (const field of ['title', 'listingIntent', 'propertyType', 'listPrice.amount', 'listPrice.currency'] as const)
    demand(field)
  const [latitude, longitude] = [number('location.latitude'), number('location.longitude')]
  if ((latitude === null) !== (longitude === null))
    problems.push({ path: 'location', reason: 'has only one of latitude and longitude.' })
  const content: ListingContent = {
    title: text('title') ?? 'stand-in',
    description: text('description') ?? '',
    listingIntent: oneOf<ListingIntent>('listingIntent', listingIntents),
    propertyType: oneOf<PropertyType>('propertyType', propertyTypes),
    listPrice: {
      amount: number('listPrice.amount') ?? 1_000_000,
      currency: text('listPrice.currency')?.toUpperCase() ?? 'EUR',
    },
    livingArea: number('livingArea'),
    lotSizeArea: number('lotSizeArea'),
    bedroomsTotal: number('bedroomsTotal'),
    bathroomsTotal: number('bathroomsTotal'),
    yearBuilt: number('yearBuilt'),
    address: {
      unparsedAddress: text('address.unparsedAddress'),
      street: text('address.street'),
      city: text('address.city'),
      district: text('address.district'),
      stateOrProvince: text('address.stateOrProvince'),
      postalCode: text('address.postalCode'),
      country: text('address.country')?.toUpperCase() ?? null,
    },
    location: latitude === null || longitude === null ? null : { latitude, longitude },
    attributes: {},
    photos: readPhotos(fields.photos),
    contactDetails: {
      name: text('contact.name'),
      email: text('contact.email'),
      phone: text('contact.phone'),
      visibility:
        fields['contact.visibility'] !== undefined
          ? oneOf('contact.visibility', contactVisibilities)
          : fields['contact.isPublic'] === true
            ? 'EVERYONE'
            : 'NOBODY',
    },
  }
  const standardStatus = fields.standardStatus === undefined ? 'ACTIVE' : oneOf('standardStatus', importStatuses)
  return { content, standardStatus, listedAt: text('listedAt'), problems }
}

function readPhotos(given: unknown): Photo[] {
  if (!Array.isArray(given)) return []
  return given.map((item: unknown) => {
    if (typeof item !== 'object' || item === null) return { url: String(item), caption: null }
    const { url, MediaURL, caption, ShortDescription } = item as Readonly<Record<string, unknown>>
    const text = caption ?? ShortDescription
    return { url: String(url ?? MediaURL ?? ''), caption: typeof text === 'string' && text !== '' ? text : null }
  })
}
