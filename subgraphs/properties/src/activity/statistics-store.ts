import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { StandardStatus } from '../listing/listing.ts'

/** What happened to a listing on a day. */
export interface ActivityDay {
  readonly propertyId: string
  /** `YYYY-MM-DD`. */
  readonly day: string
  readonly views: number
  readonly favorites: number
  readonly inquiries: number
}

/** Of all listings of one owner. */
export interface OwnerTotals {
  readonly statusCounts: readonly { readonly standardStatus: StandardStatus; readonly count: number }[]
  readonly views: number
  readonly favorites: number
  readonly inquiries: number
  readonly unansweredInquiryCount: number
  readonly unreadMessageCount: number
}

/** Counts for owners. */
export interface StatisticsStore {
  /** Days on which something happened, from first to last day, both included, in one statement. */
  readonly findDays: (propertyIds: readonly string[], from: string, to: string) => Promise<ActivityDay[]>
  /** Totals of an owner; what people did since a day, in three statements however many listings there are. */
  readonly sumUp: (ownerId: string, since: string) => Promise<OwnerTotals>
}

export function createStatisticsStore(client: PrismaClient): StatisticsStore {
  return {
    findDays: (propertyIds, from, to) => client.$queryRaw<ActivityDay[]>`
      SELECT "propertyId", "day"::text AS "day", "views", "favorites", "inquiries" FROM "properties"."ListingActivity"
      WHERE "propertyId" = ANY(${[...propertyIds]}::uuid[]) AND "day" BETWEEN ${from}::date AND ${to}::date
      ORDER BY "propertyId", "day"`,
    async sumUp(ownerId, since) {
      const [statusCounts, [done], [talk]] = await Promise.all([
        client.$queryRaw<{ standardStatus: StandardStatus; count: number }[]>`
          SELECT "standardStatus"::text AS "standardStatus", count(*)::int AS "count" FROM "properties"."Property"
          WHERE "ownerId" = ${ownerId}::uuid AND "deletedAt" IS NULL GROUP BY "standardStatus" ORDER BY "Property"."standardStatus"`,
        client.$queryRaw<{ views: number; favorites: number; inquiries: number }[]>`
          SELECT coalesce(sum(a."views"), 0)::int AS "views", coalesce(sum(a."favorites"), 0)::int AS "favorites",
            coalesce(sum(a."inquiries"), 0)::int AS "inquiries"
          FROM "properties"."Property" p JOIN "properties"."ListingActivity" a ON a."propertyId" = p."id"
          WHERE p."ownerId" = ${ownerId}::uuid AND p."deletedAt" IS NULL AND a."day" >= ${since}::date`,
        client.$queryRaw<{ unanswered: number; unread: number }[]>`
          SELECT
            (SELECT count(*)::int FROM "properties"."Inquiry" WHERE "ownerId" = ${ownerId}::uuid AND "answeredAt" IS NULL)
              AS "unanswered",
            (SELECT count(*)::int
              FROM (
                SELECT "id", "ownerReadAt" AS "readAt", "updatedAt" FROM "properties"."Inquiry" WHERE "ownerId" = ${ownerId}::uuid
                UNION ALL
                SELECT "id", "senderReadAt", "updatedAt" FROM "properties"."Inquiry" WHERE "senderId" = ${ownerId}::uuid
              ) i JOIN "properties"."InquiryMessage" m ON m."inquiryId" = i."id"
              WHERE i."updatedAt" > coalesce(i."readAt", '-infinity') AND m."createdAt" > coalesce(i."readAt", '-infinity')
                AND m."authorId" <> ${ownerId}::uuid) AS "unread"`,
      ])
      return {
        statusCounts,
        ...(done ?? { views: 0, favorites: 0, inquiries: 0 }),
        unansweredInquiryCount: talk?.unanswered ?? 0,
        unreadMessageCount: talk?.unread ?? 0,
      }
    },
  }
}
