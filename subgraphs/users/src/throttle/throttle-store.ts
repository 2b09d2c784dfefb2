import type { Db } from '../db.ts'
import type { ThrottleRule } from './throttle.ts'

/** What became of an attempt that wants to begin. */
export type CountedAttempt =
  /** It may be made; when it fails, all further ones are refused for `lockMs` (null: they are not). */
  | { readonly isRefused: false; readonly lockMs: number | null }
  /** It may not, until then (ms since the epoch), and did not count. */
  | { readonly isRefused: true; readonly untilMs: number }

/** Counts of attempts, exact under concurrency and across replicas. */
export interface ThrottleStore {
  /** Counts an attempt that has not succeeded yet, unless it is refused. */
  readonly begin: (key: string, rule: ThrottleRule, nowMs: number) => Promise<CountedAttempt>
  /** Takes back one attempt and the lock it brought. */
  readonly takeBack: (key: string, rule: ThrottleRule) => Promise<void>
  /** Forgets all attempts under keys. */
  readonly clear: (keys: readonly string[]) => Promise<void>
  /** Forgets the attempts under an account's key and all keys that belong to it, and returns how many of them were locked. */
  readonly clearAll: (accountKey: string, nowMs: number) => Promise<number>
  /** Notes a success under a key of its own. */
  readonly note: (key: string, nowMs: number) => Promise<void>
  /** Whether a success was noted since a moment. */
  readonly isNotedSince: (key: string, sinceMs: number) => Promise<boolean>
  /** Removes what was last tried before a moment. */
  readonly deleteBefore: (before: Date) => Promise<void>
}

export function createThrottleStore(db: Db): ThrottleStore {
  return {
    async begin(key, rule, nowMs) {
      const now = new Date(nowMs)
      const forgetBefore = new Date(nowMs - rule.forgetAfterMs)
      const { firstAttempts, furtherAttempts } = rule
      const locksMs = [...rule.locksMs]
      // Twice, for a lock may be lifted between the two statements.
      for (let round = 0; round < 2; round += 1) {
        // One statement counts, decides and locks: two attempts at once never see the same count.
        const [counted] = await db.$queryRaw<readonly { locks: number; lockedUntil: Date | null }[]>`
          INSERT INTO "users"."SignInThrottle" AS "current" ("key", "attempts", "locks", "lastAttemptAt")
          VALUES (${key}, 1, 0, ${now}::timestamptz)
          ON CONFLICT ("key") DO UPDATE SET ("attempts", "locks", "lastAttemptAt", "lockedUntil") = (
            SELECT "n", "locks", excluded."lastAttemptAt",
              CASE WHEN "isLocking" THEN excluded."lastAttemptAt"
                + interval '1 millisecond' * (${locksMs}::int[])[LEAST("locks", ${locksMs.length}::int)] END
            FROM (
              SELECT "n", "n" >= ${firstAttempts}::int AND ("n" - ${firstAttempts}::int) % ${furtherAttempts}::int = 0 AS "isLocking",
                CASE WHEN "n" < ${firstAttempts}::int THEN 0 ELSE 1 + ("n" - ${firstAttempts}::int) / ${furtherAttempts}::int END AS "locks"
              FROM (
                SELECT CASE WHEN "current"."lastAttemptAt" < ${forgetBefore}::timestamptz THEN 1 ELSE "current"."attempts" + 1 END AS "n"
              ) AS "counting"
            ) AS "deciding"
          )
          WHERE "current"."lockedUntil" IS NULL OR "current"."lockedUntil" <= excluded."lastAttemptAt"
          RETURNING "locks", "lockedUntil"`
        if (counted !== undefined)
          return { isRefused: false, lockMs: counted.lockedUntil === null ? null : lockMs(rule, counted.locks) }
        const row = await db.signInThrottle.findUnique({ where: { key }, select: { lockedUntil: true } })
        const untilMs = row?.lockedUntil?.getTime() ?? 0
        if (untilMs > nowMs) return { isRefused: true, untilMs }
      }
      return { isRefused: true, untilMs: nowMs + 1_000 }
    },
    async takeBack(key, { firstAttempts, furtherAttempts }) {
      // A lock stands only while the attempt that brought it is the last one counted: one less, and there is none.
      await db.$executeRaw`UPDATE "users"."SignInThrottle" SET
          "attempts" = "attempts" - 1, "lockedUntil" = NULL,
          "locks" = CASE WHEN "attempts" - 1 < ${firstAttempts}::int THEN 0
            ELSE 1 + ("attempts" - 1 - ${firstAttempts}::int) / ${furtherAttempts}::int END
        WHERE "key" = ${key} AND "attempts" > 0`
    },
    async clear(keys) {
      await db.signInThrottle.deleteMany({ where: { key: { in: [...keys] } } })
    },
    async clearAll(accountKey, nowMs) {
      const now = new Date(nowMs)
      const removed = await db.$queryRaw<readonly { isLocked: boolean }[]>`
        DELETE FROM "users"."SignInThrottle"
        -- Byte by byte: the key itself, and it with a dot and more.
        WHERE "key" ~>=~ ${accountKey} AND "key" ~<~ ${`${accountKey}/`} AND "attempts" > 0
        RETURNING COALESCE("lockedUntil" > ${now}::timestamptz, false) AS "isLocked"`
      return removed.filter(({ isLocked }) => isLocked).length
    },
    async note(key, nowMs) {
      const now = new Date(nowMs)
      // In one statement, for `upsert` may be two, of which the first of two at once fails.
      await db.$executeRaw`INSERT INTO "users"."SignInThrottle" ("key", "attempts", "locks", "lastAttemptAt")
        VALUES (${key}, 0, 0, ${now}::timestamptz)
        ON CONFLICT ("key") DO UPDATE SET "lastAttemptAt" = excluded."lastAttemptAt"`
    },
    async isNotedSince(key, sinceMs) {
      const row = await db.signInThrottle.findUnique({ where: { key }, select: { lastAttemptAt: true } })
      return row !== null && row.lastAttemptAt.getTime() >= sinceMs
    },
    async deleteBefore(before) {
      await db.signInThrottle.deleteMany({ where: { lastAttemptAt: { lt: before } } })
    },
  }
}

function lockMs({ locksMs }: ThrottleRule, locks: number): number {
  return locksMs[Math.min(locks, locksMs.length) - 1] ?? 0
}
