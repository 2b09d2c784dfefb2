import { foldPlace } from '@ree-ai/db/fold-place'
import type { ListingContent, StandardStatus } from '../listing/listing.ts'
import type { OfferFacts } from './agree-on-facts.ts'
import { createFingerprint } from './create-fingerprint.ts'
import { signText } from './sign-text.ts'
import type { TextSignature } from './text-signature.ts'

/** What two listings are compared by. */
export interface Offer extends OfferFacts {
  /** Null for a listing that is not kept yet. */
  readonly id: string | null
  readonly ownerId: string
  /** A property that was sold or let is offered anew: it is compared with other closed ones only. */
  readonly isClosed: boolean
  readonly title: string
  readonly description: string
  readonly fingerprint: string
  readonly signature: TextSignature
}

/** A listing's content as an offer. */
export function createOffer(
  content: ListingContent,
  of: { readonly id: string | null; readonly ownerId: string; readonly standardStatus: StandardStatus },
  fingerprint = createFingerprint(content),
): Offer {
  const { address, listPrice, location } = content
  return {
    id: of.id,
    ownerId: of.ownerId,
    isClosed: of.standardStatus === 'CLOSED',
    title: content.title,
    description: content.description,
    listingIntent: content.listingIntent,
    propertyType: content.propertyType,
    cityKey: address.city === null ? null : foldPlace(address.city),
    amount: listPrice.amount,
    currency: listPrice.currency,
    livingArea: content.livingArea,
    lotSizeArea: content.lotSizeArea,
    bedroomsTotal: content.bedroomsTotal,
    bathroomsTotal: content.bathroomsTotal,
    latitude: location?.latitude ?? null,
    longitude: location?.longitude ?? null,
    fingerprint,
    signature: signText(content),
  }
}
