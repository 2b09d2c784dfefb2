import type { Db } from '../db.ts'

/** An account whose erasure is due. */
export interface DueAccount {
  readonly id: string
  readonly email: string
}

/** An account that is gone. */
export interface ErasedAccount {
  /** Its place in the list of erasures. */
  readonly position: bigint
  readonly userId: string
  readonly erasedAt: Date
}

/** Erasing accounts. */
export interface ErasureStore {
  /** An open account that asked to be erased at or before a moment, held for this transaction; others get others. */
  readonly claimToClose: (askedUntil: Date) => Promise<DueAccount | null>
  /** As above, for closed accounts without a session that was alive after `endedUntil`. */
  readonly claimToErase: (askedUntil: Date, endedUntil: Date) => Promise<DueAccount | null>
  /**
   * Removes an account with sessions, tokens, mails and counts of sign-ins, takes addresses out of its audit rows, and adds
   * it to the list of erased ones.
   */
  readonly erase: (account: DueAccount, accountKey: string, now: Date) => Promise<void>
  /** Erased accounts after a position, in the order of their erasure. */
  readonly listErased: (after: bigint, count: number) => Promise<readonly ErasedAccount[]>
}

export function createErasureStore(db: Db): ErasureStore {
  return {
    async claimToClose(askedUntil) {
      const [due] = await db.$queryRaw<readonly DueAccount[]>`
        SELECT "id", "email"::text FROM "users"."User"
        WHERE "erasureRequestedAt" <= ${askedUntil}::timestamptz AND "isActive"
        ORDER BY "erasureRequestedAt" LIMIT 1 FOR UPDATE SKIP LOCKED`
      return due ?? null
    },
    async claimToErase(askedUntil, endedUntil) {
      const [due] = await db.$queryRaw<readonly DueAccount[]>`
        SELECT "id", "email"::text FROM "users"."User" u
        WHERE "erasureRequestedAt" <= ${askedUntil}::timestamptz AND NOT "isActive" AND NOT EXISTS (
          SELECT 1 FROM "users"."Session" s WHERE s."userId" = u."id"
            AND COALESCE(s."endedAt", s."expiresAt") > ${endedUntil}::timestamptz
        )
        ORDER BY "erasureRequestedAt" LIMIT 1 FOR UPDATE OF u SKIP LOCKED`
      return due ?? null
    },
    async erase({ id }, accountKey, now) {
      await db.mail.deleteMany({ where: { userId: id } })
      await db.$executeRaw`DELETE FROM "users"."SignInThrottle" WHERE starts_with("key", ${accountKey})`
      // The trail says what happened to an account and when; who it was and from where is gone.
      await db.$executeRaw`UPDATE "users"."AuditEvent" SET "address" = NULL, "detail" = "detail" - 'account' - 'device'
        WHERE "userId" = ${id}::uuid`
      await db.$executeRaw`UPDATE "users"."AuditEvent" SET "address" = NULL, "detail" = "detail" - 'account' - 'device'
        WHERE "actorId" = ${id} OR "detail"->>'account' = ${accountKey}`
      await db.user.delete({ where: { id } })
      // One after the other, so that the order of positions is that of commits: a follower never misses a late one.
      await db.$executeRaw`LOCK TABLE "users"."ErasedAccount" IN SHARE ROW EXCLUSIVE MODE`
      await db.erasedAccount.create({ data: { userId: id, erasedAt: now } })
    },
    async listErased(after, count) {
      const rows = await db.erasedAccount.findMany({
        where: { id: { gt: after } },
        orderBy: { id: 'asc' },
        take: count,
      })
      return rows.map(({ id, userId, erasedAt }) => ({ position: id, userId, erasedAt }))
    },
  }
}
