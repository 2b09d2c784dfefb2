import { createError } from '@ree-ai/kit/errors/create-error'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { canSee } from '../listing/visibility.ts'
import { requirePerson } from '../require-person.ts'
import type { Services } from '../services.ts'
import type { SearchMatch } from './saved-search.ts'

/**
 * The matches of the viewer's saved searches from now on, or of one of them, that the viewer can see when they come.
 * NOT_FOUND when there is no such search.
 */
export async function* followMatches(
  { savedSearches, matchFeed }: Pick<Services, 'savedSearches' | 'matchFeed'>,
  givenId: string | null,
  context: Context,
): AsyncGenerator<SearchMatch> {
  const viewer = requirePerson(context)
  const savedSearchId = givenId?.toLowerCase() ?? null
  if (savedSearchId !== null) {
    const search = isUuid(savedSearchId) ? await savedSearches.find(savedSearchId) : null
    if (search?.userId !== viewer.id) throw createError('NOT_FOUND', 'You have no saved search of this id.')
  }
  const { signal = new AbortController().signal } = context
  for await (const match of matchFeed.follow(viewer.id, signal)) {
    if (savedSearchId !== null && match.savedSearchId !== savedSearchId) continue
    // A subscription lives long; what its request has read before is old.
    context.listings.clear(match.propertyId)
    context.prices.clear(match.propertyId)
    context.favorites.clear(match.propertyId)
    context.savedSearches.clear(match.savedSearchId)
    const [listing, search] = await Promise.all([
      context.listings.load(match.propertyId),
      context.savedSearches.load(match.savedSearchId),
    ])
    if (search !== null && listing !== null && canSee(viewer, listing)) yield match
  }
}
