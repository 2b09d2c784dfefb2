import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { readCursor } from '../cursor/read-cursor.ts'
import type { ListingPage } from '../listing/list-listings.ts'
import { summarizeOnce } from '../listing/summarize-once.ts'
import { visibleSql } from '../listing/visibility.ts'
import type { Services } from '../services.ts'
import { isFavoriteSql } from './favorite-store.ts'

const pageSizeMax = 100
const orderName = 'FAVORITE:DESC'

/** A page of the viewer's favourites that can still be seen, newest first. BAD_USER_INPUT with every problem at once. */
export async function listFavorites(
  { favorites, summaries, cursors }: Pick<Services, 'favorites' | 'summaries' | 'cursors'>,
  given: { readonly first?: number | null; readonly after?: string | null },
  viewer: Viewer,
): Promise<ListingPage> {
  const problems: InputProblem[] = []
  const size = given.first ?? 20
  if (size < 1 || size > pageSizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${pageSizeMax}.` })
  const position = readCursor(cursors, orderName, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)

  const after = position && { favoritedAt: new Date(String(position.value)), propertyId: position.id }
  // One more than asked for tells whether there is another page.
  const found = await favorites.findPage(viewer, after, size + 1)
  const where = Prisma.sql`${visibleSql(viewer)} AND ${isFavoriteSql(viewer.id)}`
  return {
    edges: found.slice(0, size).map(({ listing, note, favoritedAt }) => ({
      listing,
      note,
      favoritedAt,
      cursor: cursors.encode(orderName, { value: favoritedAt.toISOString(), id: listing.id }),
    })),
    hasNextPage: found.length > size,
    hasPreviousPage: after !== null,
    ...summarizeOnce(summaries, [where]),
  }
}
