import { createHash } from 'node:crypto'
import { foldPlace } from '@ree-ai/db/fold-place'
import type { ListingContent } from '../listing/listing.ts'
import { readWords } from '../listing/read-words.ts'

/**
 * SHA-256 in hex of what makes two listings the same offer: where it stands, kind, sizes, price, attributes and words.
 * Case, accents, punctuation, spacing, the order of attributes, pictures and contact make no difference.
 */
export function createFingerprint(content: ListingContent): string {
  const { address, location, listPrice, attributes } = content
  const { title, description } = readWords(content)
  const said = [
    content.listingIntent,
    content.propertyType,
    listPrice.amount,
    listPrice.currency,
    content.livingArea,
    content.lotSizeArea,
    content.bedroomsTotal,
    content.bathroomsTotal,
    content.yearBuilt,
    address.country,
    foldPlace(
      JSON.stringify([address.unparsedAddress, address.street, address.city, address.district, address.postalCode]),
    ),
    // About ten metres: more decimals are an artefact of how a position was written.
    location && [location.latitude.toFixed(4), location.longitude.toFixed(4)],
    Object.entries(attributes).sort(([a], [b]) => (a < b ? -1 : 1)),
    title.join(' '),
    description.join(' '),
  ]
  return createHash('sha256').update(JSON.stringify(said)).digest('hex')
}
