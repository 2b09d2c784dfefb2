import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Context } from '../context.ts'
import { createDuplicateError } from '../duplicate/create-duplicate-error.ts'
import { createFingerprint } from '../duplicate/create-fingerprint.ts'
import { createRefusal } from '../duplicate/create-refusal.ts'
import type { ChangePropertyStatusInput } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { checkPublishable } from './check-publishable.ts'
import { createConflict } from './create-conflict.ts'
import { findForChange } from './find-for-change.ts'
import { findHold } from './find-hold.ts'
import { hashText } from './hash-text.ts'
import { inLayer } from './in-layer.ts'
import type { Listing, StandardStatus } from './listing.ts'
import { publishedForMs } from './published-for.ts'
import { type Actor, listMoves, whoMayMove } from './status-machine.ts'
import { validateListing } from './validate-listing.ts'

/**
 * Moves a listing through its life as the table allows, with an audit row. Publishing starts its 90 days anew; a listing whose
 * text looks like spam waits for a reviewer instead, once for each text, and one that its owner offers already is refused.
 */
export async function changeStatus(
  services: Pick<Services, 'listings' | 'duplicates' | 'nowMs'>,
  input: ChangePropertyStatusInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  const before = await findForChange(services, input, viewer, (listing) => listActors(viewer, listing).length > 0)
  const to = input.standardStatus
  checkMove(before, to, listActors(viewer, before))
  const reason = input.reason?.trim() || null
  const problems: InputProblem[] = inLayer('FORMAT', validateText(reason, 500, 'reason'))
  if (to === 'REJECTED' && reason === null)
    problems.push({ layer: 'PRESENCE', path: 'reason', reason: 'is needed to reject a listing.' })
  const now = new Date(services.nowMs())
  // It was valid when it was written: rules may have become stricter since.
  if (to === 'ACTIVE') problems.push(...checkPublishable(before), ...validateListing(before, now.getTime()))
  const { id, ownerId } = before
  const fingerprint = createFingerprint(before)
  if (problems.length > 0)
    throw await createRefusal(services, problems, to === 'ACTIVE' ? { ownerId, fingerprint, id } : null)

  const isReviewed = before.standardStatus === 'PENDING_REVIEW'
  const hold = to === 'ACTIVE' && !isReviewed ? findHold(before, before.approvedTextHash) : null
  const edit =
    hold === null
      ? {
          status: { to, actorId: viewer.id, reason },
          ...(to === 'ACTIVE' && { listedAt: now, expiresAt: new Date(now.getTime() + publishedForMs) }),
          ...(to === 'ACTIVE' && isReviewed && { approvedTextHash: hashText(before) }),
        }
      : { status: { to: 'PENDING_REVIEW' as const, actorId: viewer.id, reason: hold } }
  const after = await services.listings.transact(async (db) => {
    const twin = to === 'ACTIVE' ? await services.duplicates.findOwn(db, { ownerId, fingerprint, id }) : null
    if (twin !== null) throw createDuplicateError(twin)
    return services.listings.edit(db, before, edit, now)
  })
  if (after === null) throw await createConflict(services, before.id)
  return after
}

function checkMove({ standardStatus: from }: Listing, to: StandardStatus, actors: readonly Actor[]): void {
  const actor = whoMayMove(from, to)
  if (actor !== null && actors.includes(actor)) return
  const allowed = listMoves(from, actors)
  if (actor !== null) throw createError('FORBIDDEN', `You may not move a listing from ${from} to ${to}.`, { allowed })
  throw createError('INVALID_TRANSITION', `A listing cannot go from ${from} to ${to}.`, { allowed })
}

function listActors(viewer: Viewer, listing: Listing): Actor[] {
  const actors: Actor[] = []
  if (listing.ownerId === viewer.id) actors.push('OWNER')
  if (hasScope(viewer, 'properties:review')) actors.push('REVIEWER')
  return actors
}
