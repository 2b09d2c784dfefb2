import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Context } from '../context.ts'
import type { PropertyChange, PropertyChanges } from '../generated/resolvers.ts'
import type { Listing } from '../listing/listing.ts'
import type { Services } from '../services.ts'
import { decodeChangeCursor, encodeChangeCursor } from './change-cursor.ts'

const limitMax = 500

type Changes = Omit<PropertyChanges, 'changes'> & {
  readonly changes: (Omit<PropertyChange, 'property'> & { readonly property: Listing | null })[]
}

/**
 * The next changes after a cursor. A listing that is public is there as it is now; any other is REMOVED, for followers
 * hold what everyone may see and nothing else.
 */
export async function listChanges(
  { changes: store }: Pick<Services, 'changes'>,
  given: { readonly after?: string | null; readonly first?: number | null },
  context: Pick<Context, 'listings'>,
): Promise<Changes> {
  const problems: InputProblem[] = []
  const limit = given.first ?? 200
  if (limit < 1 || limit > limitMax) problems.push({ path: 'first', reason: `must be from 1 to ${limitMax}.` })
  const isFromStart = given.after === null || given.after === undefined
  const position = isFromStart ? { txid: 0n, id: 0n } : decodeChangeCursor(given.after)
  if (position === null) problems.push({ path: 'after', reason: 'is not a cursor of the change log.' })
  if (position === null || problems.length > 0) throw createInputError(problems)

  const found = await store.findAfter(position, limit + 1)
  const entries = found.slice(0, limit)
  const listings = await Promise.all(entries.map(({ propertyId }) => context.listings.load(propertyId)))
  const last = entries.at(-1)
  return {
    changes: entries.map((entry, index) => {
      const listing = listings[index] ?? null
      const isPublic = listing?.standardStatus === 'ACTIVE'
      return {
        cursor: encodeChangeCursor(entry),
        propertyId: entry.propertyId,
        kind: isPublic ? 'UPSERTED' : 'REMOVED',
        property: isPublic ? listing : null,
      }
    }),
    endCursor: last === undefined ? (given.after ?? null) : encodeChangeCursor(last),
    hasMore: found.length > limit,
  }
}
