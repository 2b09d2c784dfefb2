import { readNetwork } from '@ree-ai/kit/identity/read-network'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import type { Listing } from '../listing/listing.ts'
import { canSee } from '../listing/visibility.ts'
import type { Services } from '../services.ts'
import { hashViewer } from './hash-viewer.ts'

/** Programs that say so. Those that do not are bounded by what counts from one network. */
const program = /bot\b|bot\/|crawl|spider|slurp|headless|preview|curl\/|wget\/|python-requests|lighthouse/i

/**
 * Counts that the viewer looks at a listing: once a day for a person, or for a network where nobody is signed in. Own
 * listings, listings that are not published, services and programs do not count. Whether the viewer sees the listing.
 */
export async function recordView(
  { views, nowMs }: Pick<Services, 'views' | 'nowMs'>,
  propertyId: string,
  context: Context,
): Promise<boolean> {
  const listing = isUuid(propertyId) ? await context.listings.load(propertyId) : null
  if (listing === null || !canSee(context.viewer, listing)) return false
  if (!canCount(context, listing)) return true
  const at = new Date(nowMs())
  const salt = await views.salt(at.toISOString().slice(0, 10))
  const networkHash = hashViewer(salt, 'network', readNetwork(context.clientAddress))
  const viewerHash = context.viewer === null ? networkHash : hashViewer(salt, 'person', context.viewer.id)
  await views.count({ propertyId: listing.id, viewerHash, networkHash }, at)
  return true
}

function canCount({ viewer, clientAddress, device = '' }: Context, listing: Listing): boolean {
  if (listing.standardStatus !== 'ACTIVE' || clientAddress === '') return false
  if (viewer?.id === listing.ownerId || viewer?.role === 'SERVICE') return false
  return !program.test(device)
}
