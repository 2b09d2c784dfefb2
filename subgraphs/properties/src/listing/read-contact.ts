import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { ContactDetails, Listing } from './listing.ts'

/** Whom to ask: for everyone where the owner shows it, else only for the owner and reviewers. Null when there is nobody. */
export function readContact(viewer: Viewer | null, listing: Listing): ContactDetails | null {
  const { contactDetails } = listing
  const isThere = contactDetails.name !== null || contactDetails.email !== null || contactDetails.phone !== null
  const isMeant = contactDetails.isPublic || viewer?.id === listing.ownerId || hasScope(viewer, 'properties:review')
  return isThere && isMeant ? contactDetails : null
}
