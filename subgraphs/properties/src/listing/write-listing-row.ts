import { foldPlace } from '@ree-ai/db/fold-place'
import { createFingerprint } from '../duplicate/create-fingerprint.ts'
import type { ListingContent } from './listing.ts'

/** The columns that a listing's content fills. */
export function writeListingRow(content: ListingContent) {
  const { address, listPrice, location, contactDetails } = content
  return {
    title: content.title.trim(),
    description: content.description.trim(),
    listingIntent: content.listingIntent,
    propertyType: content.propertyType,
    listPrice: listPrice.amount,
    currency: listPrice.currency,
    livingArea: content.livingArea,
    lotSizeArea: content.lotSizeArea,
    bedroomsTotal: content.bedroomsTotal,
    bathroomsTotal: content.bathroomsTotal,
    yearBuilt: content.yearBuilt,
    ...address,
    cityKey: address.city === null ? null : foldPlace(address.city),
    districtKey: address.district === null ? null : foldPlace(address.district),
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    attributes: { ...content.attributes } as Record<string, boolean | number | string | string[]>,
    photos: content.photos.map(({ url, caption, upload }) => ({
      url,
      caption,
      ...(upload && { upload: { ...upload } }),
    })),
    contactName: contactDetails.name,
    contactEmail: contactDetails.email,
    contactPhone: contactDetails.phone,
    isContactPublic: contactDetails.visibility === 'EVERYONE',
    contactVisibility: contactDetails.visibility,
    fingerprint: createFingerprint(content),
  }
}
