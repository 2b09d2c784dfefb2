import { boundingBox } from '@ree-ai/db/bounding-box'
import type { AttributeCondition, AttributeScalar, BoundingBox, Circle, Range } from '@ree-ai/db/property-filter'
import type { FoldedFilter } from './fold-filter.ts'

/** What of a listing a filter looks at, as the database holds it. */
export interface FilterableListing {
  readonly ownerId: string
  readonly listingIntent: string
  readonly propertyType: string
  readonly standardStatus: string
  readonly listPrice: number
  readonly currency: string
  readonly livingArea: number | null
  readonly lotSizeArea: number | null
  readonly bedroomsTotal: number | null
  readonly bathroomsTotal: number | null
  readonly yearBuilt: number | null
  readonly cityKey: string | null
  readonly districtKey: string | null
  readonly postalCode: string | null
  /** The state in the database's lower case. */
  readonly loweredState: string | null
  readonly country: string | null
  readonly latitude: number | null
  readonly longitude: number | null
  readonly attributes: Readonly<Record<string, unknown>>
  /** The attributes by key, their texts in the database's lower case. */
  readonly loweredAttributes: Readonly<Record<string, unknown>>
}

/** IUGG mean radius in metres, as in distanceSql. */
const earthRadiusMeters = 6_371_008.8

/**
 * Whether a listing meets a filter: what propertyFilterSql says of its row, without a query. They agree on everything but
 * the last bit of a distance.
 */
export function matchesFilter(listing: FilterableListing, filter: FoldedFilter): boolean {
  return (
    isOneOf(listing.listingIntent, filter.listingIntent ? [filter.listingIntent] : null) &&
    isOneOf(listing.propertyType, filter.propertyType) &&
    isOneOf(listing.standardStatus, filter.standardStatus) &&
    isBetween(listing.listPrice, filter.listPrice) &&
    isOneOf(listing.currency, filter.currency ? [filter.currency] : null) &&
    isBetween(listing.livingArea, filter.livingArea) &&
    isBetween(listing.lotSizeArea, filter.lotSizeArea) &&
    isBetween(listing.bedroomsTotal, filter.bedroomsTotal) &&
    isBetween(listing.bathroomsTotal, filter.bathroomsTotal) &&
    isBetween(listing.yearBuilt, filter.yearBuilt) &&
    isOneOf(listing.cityKey, filter.city) &&
    isOneOf(listing.districtKey, filter.district) &&
    isOneOf(listing.postalCode, filter.postalCode) &&
    isOneOf(listing.loweredState, filter.stateOrProvince) &&
    isOneOf(listing.country, filter.country ? [filter.country] : null) &&
    isNear(listing, filter.near) &&
    isWithin(listing, filter.within) &&
    (filter.attributes ?? []).every((condition) => meetsCondition(listing, condition)) &&
    isOneOf(listing.ownerId, isGiven(filter.ownerId) ? [filter.ownerId] : null)
  )
}

function isOneOf(value: string | null, allowed: readonly string[] | null | undefined): boolean {
  return !allowed || (value !== null && allowed.includes(value))
}

function isBetween(value: number | null, range: Range | null | undefined): boolean {
  if (!range) return true
  const { gte, lte } = range
  if (!isGiven(gte) && !isGiven(lte)) return true
  return value !== null && (!isGiven(gte) || value >= gte) && (!isGiven(lte) || value <= lte)
}

type Placed = Pick<FilterableListing, 'latitude' | 'longitude'>

function isWithin({ latitude, longitude }: Placed, box: BoundingBox | null | undefined): boolean {
  if (!box) return true
  if (latitude === null || longitude === null || latitude < box.south || latitude > box.north) return false
  const isEast = longitude >= box.west
  const isWest = longitude <= box.east
  return box.west > box.east ? isEast || isWest : isEast && isWest
}

function isNear(listing: Placed, circle: Circle | null | undefined): boolean {
  if (!circle) return true
  const { latitude, longitude } = listing
  if (latitude === null || longitude === null || !isWithin(listing, boundingBox(circle))) return false
  const half = (degrees: number) => Math.sin((degrees * Math.PI) / 360) ** 2
  const chord =
    half(latitude - circle.latitude) +
    Math.cos((circle.latitude * Math.PI) / 180) *
      Math.cos((latitude * Math.PI) / 180) *
      half(longitude - circle.longitude)
  return 2 * earthRadiusMeters * Math.asin(Math.min(1, Math.sqrt(chord))) <= circle.radiusMeters
}

function meetsCondition(
  listing: FilterableListing,
  { key, eq, gte, lte, exists, ...rest }: AttributeCondition,
): boolean {
  const isThere = Object.hasOwn(listing.attributes, key)
  if (exists === true && !isThere) return false
  if (exists === false && isThere) return false
  const value = isThere ? listing.attributes[key] : undefined
  const lowered = isThere ? listing.loweredAttributes[key] : undefined
  if (isGiven(eq) && !equals(value, lowered, eq)) return false
  if (rest.in && !rest.in.some((allowed) => equals(value, lowered, allowed))) return false
  return (!isGiven(gte) || compares(value, gte, 1)) && (!isGiven(lte) || compares(value, lte, -1))
}

/** A text is equal to one of a list too; `false` is met by a listing that does not speak of it. */
function equals(value: unknown, lowered: unknown, wanted: AttributeScalar): boolean {
  if (wanted === false) return value !== true
  if (typeof wanted !== 'string') return value === wanted
  return Array.isArray(lowered) ? lowered.includes(wanted) : lowered === wanted
}

/** Numbers with numbers; dates as YYYY-MM-DD sort as their text does. */
function compares(value: unknown, bound: AttributeScalar, sign: 1 | -1): boolean {
  if (typeof bound === 'number') return typeof value === 'number' && (value - bound) * sign >= 0
  if (typeof value !== 'string') return false
  const text = String(bound)
  return sign === 1 ? value >= text : value <= text
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
