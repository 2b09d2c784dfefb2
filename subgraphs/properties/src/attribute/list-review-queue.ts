import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { readCursor } from '../cursor/read-cursor.ts'
import type { Services } from '../services.ts'
import type { QueuedKey } from './review.ts'
import { type Suggestion, suggestKnown } from './suggest-known.ts'

const pageSizeMax = 100
/** Tells this list's cursors from every other's. */
const orderName = 'ATTRIBUTE_REVIEW'

/** A key that waits, with what it may mean. */
export interface QueueItem extends QueuedKey {
  readonly suggestions: () => readonly Suggestion[]
}

/** A page of the queue. */
export interface QueuePage {
  readonly edges: readonly { readonly node: QueueItem; readonly cursor: string }[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly count: () => Promise<number>
}

/** Keys that wait for review, the most used first. BAD_USER_INPUT with every problem at once. */
export async function listReviewQueue(
  { reviews, catalogue, cursors }: Pick<Services, 'reviews' | 'catalogue' | 'cursors'>,
  given: { readonly first?: number | null; readonly after?: string | null },
): Promise<QueuePage> {
  const problems: InputProblem[] = []
  const size = given.first ?? 20
  if (size < 1 || size > pageSizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${pageSizeMax}.` })
  const after = readCursor(cursors, orderName, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)

  const index = await catalogue.index()
  const place = after && { listingCount: Number(after.value), key: after.id }
  const found = await reviews.findPage(place, size + 1)
  return {
    edges: found.slice(0, size).map((queued) => ({
      node: { ...queued, suggestions: () => suggestKnown(queued.definition, index) },
      cursor: cursors.encode(orderName, { value: String(queued.listingCount), id: queued.definition.key }),
    })),
    hasNextPage: found.length > size,
    hasPreviousPage: after !== null,
    count: reviews.countWaiting,
  }
}
