import type { Db } from '../db.ts'
import type { SearchMatchKind } from './saved-search.ts'

/** A listing as it was before a change and as it is after it; null before it was made. */
export interface MatchableChange {
  readonly propertyId: string
  readonly before: MatchableState | null
  readonly after: MatchableState
}

interface MatchableState {
  readonly standardStatus: string
  readonly amount: number
  readonly currency: string
}

/**
 * Notes, in the transaction that changed them, the listings that were published or became cheaper, so that they are
 * matched against the saved searches. One statement, however many; none when there is nothing to match.
 */
export async function recordMatchTasks(db: Db, changes: readonly MatchableChange[], now: Date): Promise<void> {
  const data = changes.flatMap((change) => {
    const kind = readKind(change)
    return kind === null ? [] : [{ propertyId: change.propertyId, kind, createdAt: now }]
  })
  if (data.length > 0) await db.matchTask.createMany({ data })
}

function readKind({ before, after }: MatchableChange): SearchMatchKind | null {
  if (after.standardStatus !== 'ACTIVE') return null
  if (before?.standardStatus !== 'ACTIVE') return 'NEW_LISTING'
  return before.currency === after.currency && after.amount < before.amount ? 'PRICE_DROP' : null
}
