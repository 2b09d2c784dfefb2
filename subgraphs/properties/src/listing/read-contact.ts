import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import type { ContactDetails, Listing } from './listing.ts'

type Asker = Pick<Context, 'viewer' | 'answers'>

/**
 * Whom to ask: for those the owner shows it to, the owner and reviewers. Null when there is nobody, and for everyone else.
 * The one way a contact leaves this subgraph besides an export (`export-listings.ts`).
 */
export async function readContact(listing: Listing, asker: Asker): Promise<ContactDetails | null> {
  const { name, email, phone } = listing.contactDetails
  if (name === null && email === null && phone === null) return null
  return (await isMeant(listing, asker)) ? listing.contactDetails : null
}

async function isMeant({ id, ownerId, contactDetails }: Listing, { viewer, answers }: Asker): Promise<boolean> {
  if (viewer?.id === ownerId || hasScope(viewer, 'properties:review')) return true
  // A service is signed in as well, and no person.
  const isPerson = viewer !== null && isUuid(viewer.id)
  switch (contactDetails.visibility) {
    case 'EVERYONE':
      return true
    case 'SIGNED_IN':
      return isPerson
    case 'INQUIRERS':
      return isPerson && (await answers.load(id))
    case 'NOBODY':
      return false
  }
}
