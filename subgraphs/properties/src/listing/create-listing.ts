import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Context } from '../context.ts'
import { createDuplicateError } from '../duplicate/create-duplicate-error.ts'
import { createFingerprint } from '../duplicate/create-fingerprint.ts'
import { createRefusal } from '../duplicate/create-refusal.ts'
import type { CreatePropertyInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import { attachPhotos } from '../photo/attach-photos.ts'
import { listUploadIds, resolvePhotos } from '../photo/resolve-photos.ts'
import type { Services } from '../services.ts'
import { inLayer } from './in-layer.ts'
import type { Listing } from './listing.ts'
import { readAttributes, readContent } from './read-content.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { validateListing } from './validate-listing.ts'

/**
 * Makes a draft that belongs to the viewer; the same mutation key makes one, also when it is sent twice at once. What the
 * viewer offers already is refused.
 */
export async function createListing(
  services: Pick<
    Services,
    'listings' | 'duplicates' | 'attributes' | 'newKeys' | 'catalogue' | 'photos' | 'readPublicUrl' | 'nowMs'
  >,
  input: CreatePropertyInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  if (!isUuid(viewer.id)) throw createError('FORBIDDEN', 'Listings belong to people; a service cannot make one.')
  const nowMs = services.nowMs()
  const mutationKey = input.clientMutationKey || null
  const place = { ownerId: viewer.id, propertyId: null, mutationKey }
  const shown = await resolvePhotos(services, input.photos, place)
  const content = { ...readContent(input), photos: shown.photos }
  const checked = await resolveAttributes(services, readAttributes(input.attributes), {}, viewer)
  const keyProblems = validateText(mutationKey, 100, 'clientMutationKey')
  const problems = [
    ...validateListing(content, nowMs),
    ...inLayer('FORMAT', [...checked.problems, ...shown.problems]),
    ...inLayer('FORMAT', keyProblems),
  ]
  const draft = { content: { ...content, attributes: checked.attributes }, ownerId: viewer.id, mutationKey }
  const fingerprint = createFingerprint(draft.content)
  if (problems.length > 0) {
    // What attributes it would have is not known while some are wrong; nor can a key that is wrong have made one.
    const search = { ownerId: viewer.id, fingerprint, mutationKey: keyProblems.length > 0 ? null : mutationKey }
    throw await createRefusal(services, problems, checked.problems.length > 0 ? null : search)
  }
  return services.listings.transact(async (db) => {
    await checked.addKeys(db)
    const twin = await services.duplicates.findOwn(db, { ownerId: viewer.id, fingerprint, mutationKey })
    if (twin !== null) throw createDuplicateError(twin)
    const listing = await services.listings.create(db, draft, new Date(nowMs))
    if (listing.deletedAt !== null)
      throw createError(
        'NOT_FOUND',
        'The listing that this clientMutationKey made was deleted; restore it or send another key.',
      )
    if (listUploadIds(listing.photos).length > 0) await attachPhotos(services, db, listing, new Date(nowMs))
    return listing
  })
}
