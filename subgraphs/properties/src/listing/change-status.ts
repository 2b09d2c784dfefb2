import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Context } from '../context.ts'
import type { ChangePropertyStatusInput } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { belowInput } from './below-input.ts'
import { checkPublishable } from './check-publishable.ts'
import { createConflict } from './create-conflict.ts'
import { findForChange } from './find-for-change.ts'
import type { Listing, StandardStatus } from './listing.ts'
import { publishedForMs } from './published-for.ts'
import { type Actor, listMoves, whoMayMove } from './status-machine.ts'

/** Moves a listing through its life as the table allows, with an audit row. Publishing starts its 90 days anew. */
export async function changeStatus(
  services: Pick<Services, 'listings' | 'nowMs'>,
  input: ChangePropertyStatusInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  const before = await findForChange(services, input, viewer, (listing) => listActors(viewer, listing).length > 0)
  const to = input.standardStatus
  checkMove(before, to, listActors(viewer, before))
  const reason = input.reason?.trim() || null
  const problems: InputProblem[] = validateText(reason, 500, 'reason')
  if (to === 'REJECTED' && reason === null) problems.push({ path: 'reason', reason: 'is needed to reject a listing.' })
  if (to === 'ACTIVE') problems.push(...checkPublishable(before))
  if (problems.length > 0) throw createInputError(belowInput(problems))

  const now = new Date(services.nowMs())
  const edit = {
    status: { to, actorId: viewer.id, reason },
    ...(to === 'ACTIVE' && { listedAt: now, expiresAt: new Date(now.getTime() + publishedForMs) }),
  }
  const after = await services.listings.transact((db) => services.listings.edit(db, before, edit, now))
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
