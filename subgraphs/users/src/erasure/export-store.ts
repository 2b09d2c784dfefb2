import type { Db } from '../db.ts'

/** What is kept of a person, a page of each kind. */
export interface PersonalRecords {
  readonly sessions: readonly object[]
  readonly securityEvents: readonly object[]
  readonly mails: readonly object[]
  readonly mailedTokens: readonly object[]
  readonly signInCounts: readonly object[]
}

/** Reads everything of one person, for that person. */
export interface ExportStore {
  /** At most `count` of each kind, oldest first, after `skip`. Neither secrets nor their hashes. */
  readonly read: (
    person: { readonly userId: string; readonly accountKey: string },
    page: { readonly skip: number; readonly count: number },
  ) => Promise<PersonalRecords>
}

export function createExportStore(db: Db): ExportStore {
  return {
    async read({ userId, accountKey }, { skip, count }) {
      const page = { where: { userId }, orderBy: { id: 'asc' as const }, skip, take: count }
      return {
        sessions: await db.session.findMany({ ...page, omit: { userId: true } }),
        securityEvents: await db.auditEvent.findMany({ ...page, omit: { userId: true } }),
        // Not the texts: one that waits may hold a link that opens the account.
        mails: await db.mail.findMany({
          ...page,
          select: { id: true, recipient: true, subject: true, createdAt: true, sentAt: true, failure: true },
        }),
        mailedTokens: await db.accountToken.findMany({
          ...page,
          select: { purpose: true, email: true, createdAt: true, expiresAt: true, usedAt: true },
        }),
        signInCounts: await db.signInThrottle.findMany({
          where: { key: { startsWith: accountKey } },
          orderBy: { key: 'asc' },
          skip,
          take: count,
          select: { attempts: true, locks: true, lastAttemptAt: true, lockedUntil: true },
        }),
      }
    },
  }
}
