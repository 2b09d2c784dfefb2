import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'

/** A mail that is due. */
export interface DueNotice {
  readonly inquiryId: string
  readonly userId: string
  /** When the first message was sent that no mail told of. */
  readonly sinceAt: Date
  readonly propertyTitle: string
  /** Whose listing it is. */
  readonly ownerId: string
}

/** Mails that tell participants of new messages: at most one waits for each, and at most one an hour is sent. */
export interface NoticeStore {
  /** Notes a message to somebody, in the transaction that sends it. Several are one mail. */
  readonly note: (
    db: Db,
    message: { readonly inquiryId: string; readonly userId: string; readonly at: Date },
    times: { readonly delayMs: number; readonly pauseMs: number },
  ) => Promise<void>
  /** Whoever has read needs no mail. */
  readonly clear: (db: Db, inquiryId: string, userId: string) => Promise<void>
  /** Takes at most `limit` due ones for this replica alone; they are due again at `retryAt` unless they are done before. */
  readonly take: (now: Date, retryAt: Date, limit: number) => Promise<DueNotice[]>
  /** Notes that a mail is sent. */
  readonly done: (notice: DueNotice, now: Date) => Promise<void>
}

export function createNoticeStore(client: PrismaClient): NoticeStore {
  return {
    async note(db, { inquiryId, userId, at }, { delayMs, pauseMs }) {
      const dueAt = new Date(at.getTime() + delayMs)
      await db.$executeRaw`
        INSERT INTO "properties"."InquiryNotice" AS n ("inquiryId", "userId", "sinceAt", "dueAt")
        VALUES (${inquiryId}::uuid, ${userId}::uuid, ${at}::timestamptz, ${dueAt}::timestamptz)
        ON CONFLICT ("inquiryId", "userId") DO UPDATE SET "sinceAt" = EXCLUDED."sinceAt",
          "dueAt" = greatest(EXCLUDED."dueAt", n."sentAt" + ${pauseMs}::int * interval '1 millisecond')
        WHERE n."dueAt" IS NULL`
    },
    async clear(db, inquiryId, userId) {
      await db.inquiryNotice.updateMany({ where: { inquiryId, userId }, data: { dueAt: null } })
    },
    take: (now, retryAt, limit) => client.$queryRaw<DueNotice[]>`
      WITH due AS (
        SELECT "inquiryId", "userId" FROM "properties"."InquiryNotice" WHERE "dueAt" <= ${now}::timestamptz
        ORDER BY "dueAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
      )
      UPDATE "properties"."InquiryNotice" n SET "dueAt" = ${retryAt}::timestamptz
      FROM due JOIN "properties"."Inquiry" i ON i."id" = due."inquiryId"
      WHERE n."inquiryId" = due."inquiryId" AND n."userId" = due."userId"
      RETURNING n."inquiryId", n."userId", n."sinceAt", i."propertyTitle", i."ownerId"`,
    async done({ inquiryId, userId, sinceAt }, now) {
      // One that waits for later messages, since it was read in between, stays.
      await client.inquiryNotice.updateMany({
        where: { inquiryId, userId, sinceAt },
        data: { dueAt: null, sentAt: now },
      })
    },
  }
}
