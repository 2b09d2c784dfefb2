import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ListingContent } from './listing.ts'

/** What is missing before everyone may see a listing. Title, type and price are there in every listing that was stored. */
export function checkPublishable(content: ListingContent): InputProblem[] {
  return content.address.city === null ? [{ path: 'address.city', reason: 'is needed to publish the listing.' }] : []
}
