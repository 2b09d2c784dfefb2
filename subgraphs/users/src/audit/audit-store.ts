import type { Db } from '../db.ts'
import type { AuditEvent } from './audit-event.ts'

/** The audit trail: rows are only ever added. */
export interface AuditStore {
  readonly add: (event: AuditEvent, now: Date) => Promise<void>
}

export function createAuditStore(db: Db): AuditStore {
  return {
    async add({ action, userId, actorId, clientAddress, detail }, now) {
      await db.auditEvent.create({
        data: { at: now, action, userId, actorId, address: clientAddress, detail: { ...detail } },
      })
    },
  }
}
