import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ListingContent } from './listing.ts'

/**
 * What is missing before everyone may see a listing: where it stands, and of a plot how large it is. Title, type and price
 * are there in every listing that was stored.
 */
export function checkPublishable({ address, propertyType, lotSizeArea }: ListingContent): InputProblem[] {
  const reason = 'is needed to publish the listing.'
  const problems: InputProblem[] = []
  if (address.city === null) problems.push({ layer: 'PRESENCE', path: 'address.city', reason })
  if (propertyType === 'LAND' && lotSizeArea === null) problems.push({ layer: 'PRESENCE', path: 'lotSizeArea', reason })
  return problems
}
