import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Context } from '../context.ts'
import type { RestorePropertyInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { createConflict } from '../listing/create-conflict.ts'
import type { Listing } from '../listing/listing.ts'
import type { Services } from '../services.ts'

/**
 * Brings back a listing that the viewer deleted, as it was. NOT_FOUND when there is none of the viewer's, or its time to
 * be restored is over; CONFLICT when it was deleted at another version, or is restored already.
 */
export async function restoreListing(
  services: Pick<Services, 'listings' | 'deletions' | 'undoMs' | 'nowMs'>,
  { id, version }: RestorePropertyInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  const { deletions, listings, undoMs } = services
  const nowMs = services.nowMs()
  const deleted = isUuid(id) ? await deletions.find(id) : null
  if (deleted === null) {
    const present = isUuid(id) ? await listings.find(id) : null
    if (present?.ownerId === viewer.id) throw await createConflict(services, id)
    throw createNotFound()
  }
  if (deleted.ownerId !== viewer.id || deleted.deletedAt.getTime() <= nowMs - undoMs) throw createNotFound()
  if (deleted.version !== version)
    throw createError('CONFLICT', 'The listing was deleted at another version.', { currentVersion: deleted.version })
  const restored = await deletions.restore(deleted, new Date(nowMs))
  if (restored === null) throw await createConflict(services, id)
  return restored
}

function createNotFound() {
  return createError('NOT_FOUND', 'There is no such listing to restore.')
}
