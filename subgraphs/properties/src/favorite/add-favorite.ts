import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { recordActivity } from '../activity/record-activity.ts'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import type { Listing } from '../listing/listing.ts'
import { canSee } from '../listing/visibility.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'

const favoritesMax = 1_000
const noteLengthMax = 1_000

/** Keeps a listing that the viewer can see as a favourite; again, it changes the note. One's own do not count as interest. */
export async function addFavorite(
  { favorites, nowMs }: Pick<Services, 'favorites' | 'nowMs'>,
  given: { readonly propertyId: string; readonly note?: string | null | undefined },
  context: Context,
): Promise<Listing> {
  const viewer = requirePerson(context)
  const listing = await findVisible(context, given.propertyId)
  const problems = validateText(given.note, noteLengthMax, 'note')
  if (problems.length > 0) throw createInputError(problems)
  const note = typeof given.note === 'string' ? given.note.trim() || null : given.note
  const now = new Date(nowMs())
  const outcome = await favorites.transact(async (db) => {
    const put = await favorites.put(db, { userId: viewer.id, propertyId: listing.id, note }, favoritesMax, now)
    if (put === 'added' && listing.ownerId !== viewer.id) await recordActivity(db, listing.id, 'favorites', now)
    return put
  })
  if (outcome === 'full')
    throw createInputError([
      { path: 'propertyId', reason: `would be one favourite more than ${favoritesMax}; remove another one first.` },
    ])
  context.favorites.clear(listing.id)
  return listing
}

/** The listing, or NOT_FOUND when the viewer sees none of that id. */
export async function findVisible(context: Context, propertyId: string): Promise<Listing> {
  const listing = isUuid(propertyId) ? await context.listings.load(propertyId) : null
  if (listing === null || !canSee(context.viewer, listing)) throw createError('NOT_FOUND', 'There is no such listing.')
  return listing
}
