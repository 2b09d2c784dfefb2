import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { visibleSql } from '../listing/visibility.ts'
import { nextDigestAt } from './next-digest-at.ts'
import type { SearchMatchKind } from './saved-search.ts'

/** The searches of a person whose mail is due at the same moment: one mail. */
export interface DueMail {
  readonly userId: string
  readonly dueAt: Date
}

/** A listing in a mail. */
export interface DigestLine {
  readonly savedSearchId: string
  readonly searchName: string
  readonly propertyId: string
  readonly title: string
  readonly city: string | null
  readonly kind: SearchMatchKind
  readonly amount: number
  readonly currency: string
  /** The price before it became cheaper. */
  readonly previousAmount: number | null
}

/** What a mail says: its first listings by when they matched, and how many there are in all. */
export interface Digest {
  readonly lines: readonly DigestLine[]
  readonly total: number
}

/** Mails about matches in the database. What a mail says is fixed before it is sent, so that sending it again is the same mail. */
export interface DigestStore {
  /** Moves searches that are due and have nothing to tell to their next moment. Returns how many of `limit` were due. */
  readonly passOver: (now: Date, limit: number) => Promise<number>
  /** Mails that are due, the oldest first, after one. */
  readonly findDue: (now: Date, after: DueMail | null, limit: number) => Promise<DueMail[]>
  /** Fixes what a mail says, unless that was done before, and reads it; at most `limit` listings that can still be seen. */
  readonly compose: (mail: DueMail, limit: number) => Promise<Digest>
  /** Notes that a mail was sent: its searches wait for the next one. */
  readonly finish: (mail: DueMail, now: Date) => Promise<void>
}

export function createDigestStore(client: PrismaClient): DigestStore {
  const transact = <T>(work: (db: Db) => Promise<T>) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 })
  return {
    passOver: (now, limit) =>
      transact(async (db) => {
        // Locked before it is looked whether there are matches: one that is being added now is not overlooked.
        const due = await db.$queryRaw<{ id: string }[]>`
          SELECT "id" FROM "properties"."SavedSearch" s WHERE "digestAt" <= ${now}::timestamptz AND NOT EXISTS (
            SELECT 1 FROM "properties"."SavedSearchMatch" m
            WHERE m."savedSearchId" = s."id" AND (m."digestedAt" IS NULL OR m."digestedAt" = s."digestAt"))
          ORDER BY "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED`
        if (due.length > 0)
          await moveOn(
            db,
            due.map(({ id }) => id),
            now,
          )
        return due.length
      }),
    findDue: (now, after, limit) => client.$queryRaw<DueMail[]>`
      SELECT "userId", "digestAt" AS "dueAt" FROM "properties"."SavedSearch"
      WHERE "digestAt" <= ${now}::timestamptz
        AND ("digestAt", "userId") > (${after?.dueAt ?? new Date(0)}::timestamptz, ${after?.userId ?? nobody}::uuid)
      GROUP BY "digestAt", "userId" ORDER BY "digestAt", "userId" LIMIT ${limit}`,
    compose: ({ userId, dueAt }, limit) =>
      transact(async (db) => {
        const ids = await lockDue(db, { userId, dueAt })
        await db.$executeRaw`
          UPDATE "properties"."SavedSearchMatch" SET "digestedAt" = ${dueAt}::timestamptz
          WHERE "savedSearchId" = ANY(${ids}::uuid[]) AND "digestedAt" IS NULL AND NOT EXISTS (
            SELECT 1 FROM "properties"."SavedSearchMatch" m
            WHERE m."savedSearchId" = ANY(${ids}::uuid[]) AND m."digestedAt" = ${dueAt}::timestamptz)`
        const rows = await db.$queryRaw<(DigestLine & { readonly total: number })[]>`
          SELECT *, count(*) OVER ()::int AS "total" FROM (
            SELECT DISTINCT ON (m."propertyId") m."id", m."savedSearchId", s."name" AS "searchName", m."propertyId",
              p."title", p."city", m."kind"::text, p."listPrice"::float8 AS "amount", p."currency", (
                SELECT c."listPrice"::float8 FROM "properties"."PriceChange" c
                WHERE m."kind" = 'PRICE_DROP' AND c."propertyId" = p."id" AND c."currency" = p."currency"
                  AND c."changedAt" <= m."matchedAt"
                ORDER BY c."changedAt" DESC, c."id" DESC OFFSET 1 LIMIT 1) AS "previousAmount"
            FROM "properties"."SavedSearchMatch" m
            JOIN "properties"."SavedSearch" s ON s."id" = m."savedSearchId"
            JOIN "properties"."Property" p ON p."id" = m."propertyId"
            WHERE m."savedSearchId" = ANY(${ids}::uuid[]) AND m."digestedAt" = ${dueAt}::timestamptz AND ${visibleSql(null)}
            ORDER BY m."propertyId", m."id" DESC
          ) told ORDER BY "id" LIMIT ${limit}`
        return { lines: rows, total: rows[0]?.total ?? 0 }
      }),
    finish: (mail, now) => transact(async (db) => moveOn(db, await lockDue(db, mail), now)),
  }
}

const nobody = '00000000-0000-0000-0000-000000000000'

async function lockDue(db: Db, { userId, dueAt }: DueMail): Promise<string[]> {
  const rows = await db.$queryRaw<{ id: string }[]>`
    SELECT "id" FROM "properties"."SavedSearch" WHERE "userId" = ${userId}::uuid AND "digestAt" = ${dueAt}::timestamptz
    ORDER BY "id" FOR UPDATE`
  return rows.map(({ id }) => id)
}

/** The next mail of locked searches: digests at their hour, instant ones when something waits already. */
async function moveOn(db: Db, ids: readonly string[], now: Date): Promise<void> {
  await db.$executeRaw`
    UPDATE "properties"."SavedSearch" s SET "digestAt" = CASE s."notify"
      WHEN 'DAILY' THEN ${nextDigestAt('DAILY', now.getTime())}::timestamptz
      WHEN 'WEEKLY' THEN ${nextDigestAt('WEEKLY', now.getTime())}::timestamptz
      WHEN 'INSTANT' THEN CASE WHEN EXISTS (
        SELECT 1 FROM "properties"."SavedSearchMatch" m WHERE m."savedSearchId" = s."id" AND m."digestedAt" IS NULL
      ) THEN ${nextDigestAt('INSTANT', now.getTime())}::timestamptz END END
    WHERE s."id" = ANY(${[...ids]}::uuid[])`
}
