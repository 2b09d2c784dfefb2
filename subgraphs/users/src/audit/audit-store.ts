import type { Db } from '../db.ts'
import type { TimePosition } from '../paging/time-cursor.ts'
import { type AuditAction, type AuditEvent, isAuditAction } from './audit-event.ts'

/** A row of the audit trail as it is read. */
export interface AuditRow {
  readonly id: string
  readonly at: Date
  /** `OTHER` for one that a newer or older version has written. */
  readonly action: AuditAction | 'OTHER'
  readonly userId: string | null
  readonly actorId: string | null
  readonly address: string | null
  readonly detail: Readonly<Record<string, unknown>>
}

/** Which events to list; every condition given must hold. */
export interface AuditFilter {
  readonly userId?: string
  readonly actorId?: string
  readonly address?: string
  readonly actions?: readonly AuditAction[]
  readonly since?: Date
  /** Not included. */
  readonly until?: Date
}

/** The audit trail: rows are only ever added. */
export interface AuditStore {
  readonly add: (event: AuditEvent, now: Date) => Promise<void>
  /** Newest first, after a position. */
  readonly list: (filter: AuditFilter, count: number, after: TimePosition | null) => Promise<readonly AuditRow[]>
}

export function createAuditStore(db: Db): AuditStore {
  return {
    async add({ action, userId, actorId, clientAddress, detail }, now) {
      await db.auditEvent.create({
        data: { at: now, action, userId, actorId, address: clientAddress, detail: { ...detail } },
      })
    },
    async list(filter, count, after) {
      const rows = await db.auditEvent.findMany({
        where: { AND: [toWhere(filter), after === null ? {} : toWhereAfter(after)] },
        orderBy: [{ at: 'desc' }, { id: 'desc' }],
        take: count,
      })
      return rows.map(({ action, detail, ...row }) => ({
        ...row,
        action: isAuditAction(action) ? action : 'OTHER',
        detail: typeof detail === 'object' && detail !== null && !Array.isArray(detail) ? detail : {},
      }))
    },
  }
}

function toWhere({ userId, actorId, address, actions, since, until }: AuditFilter) {
  return { userId, actorId, address, action: actions && { in: [...actions] }, at: { gte: since, lt: until } }
}

function toWhereAfter({ at, id }: TimePosition) {
  // The first condition alone is enough for the index to begin there.
  return { at: { lte: at }, OR: [{ at: { lt: at } }, { at, id: { lt: id } }] }
}
