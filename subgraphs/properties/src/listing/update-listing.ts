import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import type { Context } from '../context.ts'
import { createDuplicateError } from '../duplicate/create-duplicate-error.ts'
import { createFingerprint } from '../duplicate/create-fingerprint.ts'
import { createRefusal } from '../duplicate/create-refusal.ts'
import type { UpdatePropertyInput } from '../generated/resolvers.ts'
import { attachPhotos } from '../photo/attach-photos.ts'
import { resolvePhotos } from '../photo/resolve-photos.ts'
import type { Services } from '../services.ts'
import { checkPublishable } from './check-publishable.ts'
import { createConflict } from './create-conflict.ts'
import { findForChange } from './find-for-change.ts'
import { findHold } from './find-hold.ts'
import { hashText } from './hash-text.ts'
import { inLayer } from './in-layer.ts'
import type { Listing } from './listing.ts'
import { mergeContent } from './merge-content.ts'
import { readAttributes } from './read-content.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { validateListing } from './validate-listing.ts'

/**
 * Changes a listing of the viewer's own. A published one has to stay publishable, and waits for a reviewer when its new text
 * looks like spam. What would make it equal to another of the viewer's is refused.
 */
export async function updateListing(
  services: Pick<
    Services,
    'listings' | 'duplicates' | 'attributes' | 'newKeys' | 'catalogue' | 'photos' | 'readPublicUrl' | 'nowMs'
  >,
  input: UpdatePropertyInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  const before = await findForChange(services, input, viewer)
  const nowMs = services.nowMs()
  const edited = mergeContent(before, input)
  const isShownAnew = input.photos !== undefined
  const place = { ownerId: before.ownerId, propertyId: before.id, mutationKey: null }
  const shown = isShownAnew
    ? await resolvePhotos(services, input.photos, place)
    : { photos: before.photos, problems: [] }
  const merged = { ...edited, content: { ...edited.content, photos: shown.photos } }
  const removed = new Set(input.removeAttributes ?? [])
  const kept = Object.fromEntries(Object.entries(before.attributes).filter(([key]) => !removed.has(key)))
  const checked = await resolveAttributes(services, readAttributes(input.attributes), kept, viewer)
  const problems = [
    ...inLayer('PRESENCE', merged.problems),
    ...validateListing(merged.content, nowMs),
    ...(before.standardStatus === 'ACTIVE' ? checkPublishable(merged.content) : []),
    ...inLayer('FORMAT', [...checked.problems, ...shown.problems]),
  ]
  const content = { ...merged.content, attributes: checked.attributes }
  const fingerprint = createFingerprint(content)
  const isSameOffer = fingerprint === createFingerprint(before)
  if (problems.length > 0) {
    const isCompared = !isSameOffer && merged.problems.length === 0 && checked.problems.length === 0
    const search = { ownerId: before.ownerId, fingerprint, id: before.id }
    throw await createRefusal(services, problems, isCompared ? search : null)
  }
  const isNewText = before.standardStatus === 'ACTIVE' && hashText(content) !== hashText(before)
  const hold = isNewText ? findHold(content, before.approvedTextHash) : null
  const status = hold === null ? null : { to: 'PENDING_REVIEW' as const, actorId: 'system:spam', reason: hold }
  const after = await services.listings.transact(async (db) => {
    await checked.addKeys(db)
    const { id, ownerId } = before
    const twin = isSameOffer ? null : await services.duplicates.findOwn(db, { ownerId, fingerprint, id })
    if (twin !== null) throw createDuplicateError(twin)
    const edit = { content, ...(status && { status }) }
    const listing = await services.listings.edit(db, before, edit, new Date(nowMs))
    if (listing !== null && isShownAnew) await attachPhotos(services, db, listing, new Date(nowMs))
    return listing
  })
  if (after === null) throw await createConflict(services, before.id)
  return after
}
