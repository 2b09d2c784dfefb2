import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { readCursor } from '../cursor/read-cursor.ts'
import type { ListingPage } from '../listing/list-listings.ts'
import type { StandardStatus } from '../listing/listing.ts'
import { readOrder } from '../listing/listing-order.ts'
import { summarizeOnce } from '../listing/summarize-once.ts'
import { visibleSql } from '../listing/visibility.ts'
import type { Services } from '../services.ts'

const pageSizeMax = 100

/** The viewer's own listings, newest first, in every status or in one. BAD_USER_INPUT with every problem at once. */
export async function listOwnListings(
  { pages, keptSummaries, cursors }: Pick<Services, 'pages' | 'keptSummaries' | 'cursors'>,
  given: {
    readonly status?: StandardStatus | null
    readonly first?: number | null
    readonly after?: string | null
  },
  viewer: Viewer,
): Promise<ListingPage> {
  const problems: InputProblem[] = []
  const size = given.first ?? 20
  if (size < 1 || size > pageSizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${pageSizeMax}.` })
  const order = readOrder(null, null)
  if (order === null) throw new Error('newest first is always an order')
  const name = `OWN:${given.status ?? ''}`
  const after = readCursor(cursors, name, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)

  const hasStatus = given.status
    ? Prisma.sql`p."standardStatus" = ${given.status}::"properties"."StandardStatus"`
    : Prisma.sql`TRUE`
  const where = Prisma.sql`${visibleSql(viewer)} AND p."ownerId" = ${viewer.id}::uuid AND ${hasStatus}`
  const found = await pages.findPage({ parts: [where], order, after, before: null, isBackward: false, limit: size + 1 })
  return {
    edges: found.slice(0, size).map(({ listing, position }) => ({ listing, cursor: cursors.encode(name, position) })),
    hasNextPage: found.length > size,
    hasPreviousPage: after !== null,
    ...summarizeOnce(keptSummaries, [where]),
  }
}
