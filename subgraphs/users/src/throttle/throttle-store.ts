import type { Db } from '../db.ts'
import type { ThrottleRule } from './throttle.ts'

/** Counts of attempts, exact under concurrency and across replicas. */
export interface ThrottleStore {
  /** Counts an attempt that has not succeeded yet. Null, or until when (epoch ms) attempts are refused; those do not count. */
  readonly begin: (key: string, rule: ThrottleRule, nowMs: number) => Promise<number | null>
  /** Forgets all attempts. */
  readonly clear: (key: string) => Promise<void>
  /** Takes back one attempt and the wait it brought. */
  readonly takeBack: (key: string) => Promise<void>
  /** Removes what was last tried before a moment. */
  readonly deleteBefore: (before: Date) => Promise<void>
}

export function createThrottleStore(db: Db): ThrottleStore {
  return {
    async begin(key, rule, nowMs) {
      const now = new Date(nowMs)
      const forgetBefore = new Date(nowMs - rule.forgetAfterMs)
      const delaysMs = [...rule.delaysMs]
      // One statement counts, decides and locks: two attempts at once never see the same count.
      const counted = await db.$queryRaw<readonly { attempts: number }[]>`
        INSERT INTO "users"."SignInThrottle" AS "current" ("key", "attempts", "lastAttemptAt", "lockedUntil")
        VALUES (${key}, 1, ${now}::timestamptz, ${now}::timestamptz + (${delaysMs}::int[])[1] * interval '1 millisecond')
        ON CONFLICT ("key") DO UPDATE SET
          "attempts" = CASE WHEN "current"."lastAttemptAt" < ${forgetBefore}::timestamptz THEN 1 ELSE "current"."attempts" + 1 END,
          "lastAttemptAt" = excluded."lastAttemptAt",
          "lockedUntil" = excluded."lastAttemptAt" + interval '1 millisecond' * (${delaysMs}::int[])[
            LEAST(
              CASE WHEN "current"."lastAttemptAt" < ${forgetBefore}::timestamptz THEN 1 ELSE "current"."attempts" + 1 END,
              ${delaysMs.length}::int
            )]
        WHERE "current"."lockedUntil" IS NULL OR "current"."lockedUntil" <= excluded."lastAttemptAt"
        RETURNING "attempts"`
      if (counted.length > 0) return null
      const row = await db.signInThrottle.findUnique({ where: { key }, select: { lockedUntil: true } })
      return row?.lockedUntil?.getTime() ?? null
    },
    async clear(key) {
      await db.signInThrottle.deleteMany({ where: { key } })
    },
    async takeBack(key) {
      await db.signInThrottle.updateMany({
        where: { key, attempts: { gt: 0 } },
        data: { attempts: { decrement: 1 }, lockedUntil: null },
      })
    },
    async deleteBefore(before) {
      await db.signInThrottle.deleteMany({ where: { lastAttemptAt: { lt: before } } })
    },
  }
}
