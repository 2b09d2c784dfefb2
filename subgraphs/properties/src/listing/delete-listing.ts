import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import type { Context } from '../context.ts'
import type { DeletePropertyInput } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { createConflict } from './create-conflict.ts'
import { findForChange } from './find-for-change.ts'

/** Deletes a listing of the viewer's own: nobody sees it any more. It can be restored until it is purged. */
export async function deleteListing(
  services: Pick<Services, 'listings' | 'nowMs'>,
  input: DeletePropertyInput,
  context: Context,
): Promise<boolean> {
  const listing = await findForChange(services, input, requireViewer(context))
  const now = new Date(services.nowMs())
  const isGone = await services.listings.transact((db) =>
    services.listings.remove(db, listing.id, listing.version, now),
  )
  if (!isGone) throw await createConflict(services, listing.id)
  return true
}
