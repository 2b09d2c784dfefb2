import type { StandardStatus } from './listing.ts'

/** Who may make a transition: the listing's owner, whoever holds `properties:review`, or the expiry job. */
export type Actor = 'OWNER' | 'REVIEWER' | 'SYSTEM'

/**
 * THE table of allowed transitions and who may make them. Owners publish directly; a reviewer may take any published
 * listing down, and what was rejected comes back only through a review. What looks like spam is sent to one by SYSTEM. CLOSED
 * is final: letting or selling again is a new listing.
 */
const transitions: Readonly<Record<StandardStatus, Readonly<Partial<Record<StandardStatus, Actor>>>>> = {
  DRAFT: { ACTIVE: 'OWNER', PENDING_REVIEW: 'OWNER' },
  PENDING_REVIEW: { ACTIVE: 'REVIEWER', REJECTED: 'REVIEWER', DRAFT: 'REVIEWER' },
  ACTIVE: {
    UNDER_CONTRACT: 'OWNER',
    CLOSED: 'OWNER',
    WITHDRAWN: 'OWNER',
    REJECTED: 'REVIEWER',
    EXPIRED: 'SYSTEM',
    PENDING_REVIEW: 'SYSTEM',
  },
  UNDER_CONTRACT: { ACTIVE: 'OWNER', CLOSED: 'OWNER', WITHDRAWN: 'OWNER', PENDING_REVIEW: 'SYSTEM' },
  EXPIRED: { ACTIVE: 'OWNER', CLOSED: 'OWNER', WITHDRAWN: 'OWNER', PENDING_REVIEW: 'SYSTEM' },
  WITHDRAWN: { ACTIVE: 'OWNER', DRAFT: 'OWNER', PENDING_REVIEW: 'SYSTEM' },
  REJECTED: { PENDING_REVIEW: 'OWNER' },
  CLOSED: {},
}

/** Who may move a listing from one status to the other; null when nobody can. */
export function whoMayMove(from: StandardStatus, to: StandardStatus): Actor | null {
  return transitions[from][to] ?? null
}

/** The statuses that these actors may move a listing to. */
export function listMoves(from: StandardStatus, actors: readonly Actor[]): StandardStatus[] {
  return Object.entries(transitions[from]).flatMap(([to, actor]) =>
    actors.includes(actor) ? [to as StandardStatus] : [],
  )
}
