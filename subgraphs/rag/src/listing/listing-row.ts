import { createHash } from 'node:crypto'
import { foldPlace } from '@ree-ai/db/fold-place'
import type { FollowPropertiesQuery } from '../generated/operations.ts'
import { indexVersion } from '../index/index-version.ts'

/** One entry of the properties' change log, as the router answers it. */
export type PropertyChange = FollowPropertiesQuery['propertyChanges']['changes'][number]
type ChangedProperty = NonNullable<PropertyChange['property']>

/** A row of the projection; the text index apart. Names are the table's. */
export type ListingRow = ReturnType<typeof toListingRow>

/** The row of a listing. Attributes that reviewers rejected are not searched. */
export function toListingRow(propertyId: string, property: ChangedProperty) {
  const { address, location } = property
  const row = {
    propertyId,
    version: property.version,
    ownerId: property.owner?.id ?? '00000000-0000-0000-0000-000000000000',
    standardStatus: property.standardStatus,
    listingIntent: property.listingIntent,
    propertyType: property.propertyType,
    listPrice: property.listPrice.amount,
    currency: property.listPrice.currency,
    livingArea: property.livingArea,
    lotSizeArea: property.lotSizeArea,
    bedroomsTotal: property.bedroomsTotal,
    bathroomsTotal: property.bathroomsTotal,
    yearBuilt: property.yearBuilt,
    cityKey: address.city === null ? null : foldPlace(address.city),
    districtKey: address.district === null ? null : foldPlace(address.district),
    stateOrProvince: address.stateOrProvince,
    postalCode: address.postalCode,
    country: address.country,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    attributes: readAttributes(property.attributes),
    title: property.title,
    description: property.description,
    completeness: property.completeness?.score ?? null,
    listedAt: property.listedAt,
  }
  const contentHash = createHash('sha256')
    .update(JSON.stringify([indexVersion, row]))
    .digest('hex')
  // Beside the content: it moves by itself, and is written without indexing the text again.
  return { ...row, engagement: property.engagement, contentHash }
}

function readAttributes(attributes: ChangedProperty['attributes']): Readonly<Record<string, unknown>> {
  const given = attributes.filter(({ status }) => status !== 'REJECTED')
  return Object.fromEntries(
    given.map(({ key, value }) => [
      key,
      value.boolean ?? value.number ?? value.text ?? value.list ?? value.date ?? null,
    ]),
  )
}
