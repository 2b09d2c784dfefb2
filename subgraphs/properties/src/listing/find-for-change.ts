import { createError } from '@ree-ai/kit/errors/create-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { isUuid } from '../is-uuid.ts'
import type { Services } from '../services.ts'
import { createConflict } from './create-conflict.ts'
import type { Listing } from './listing.ts'
import { canSee } from './visibility.ts'

/**
 * The listing that the viewer wants to change, at the version it was read. NOT_FOUND when the viewer sees none,
 * FORBIDDEN when `may` says so, CONFLICT when it has changed since.
 */
export async function findForChange(
  services: Pick<Services, 'listings'>,
  wanted: { readonly id: string; readonly version: number },
  viewer: Viewer,
  may: (listing: Listing) => boolean = (listing) => listing.ownerId === viewer.id,
): Promise<Listing> {
  const listing = isUuid(wanted.id) ? await services.listings.find(wanted.id) : null
  if (listing === null || !canSee(viewer, listing)) throw createError('NOT_FOUND', 'There is no such listing.')
  if (!may(listing)) throw createError('FORBIDDEN', 'Only its owner may change a listing.')
  if (listing.version !== wanted.version) throw await createConflict(services, listing.id)
  return listing
}
