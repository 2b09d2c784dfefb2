import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { classifyResponses, type ResponseStatistics } from './response-statistics.ts'

const dayMs = 24 * 60 * 60_000
const windowMs = 90 * dayMs

/** How owners answer, from their conversations. */
export interface ResponseStore {
  /** Of several owners in one statement. */
  readonly findMany: (
    ownerIds: readonly string[],
    now: Date,
  ) => Promise<{ readonly ownerId: string; readonly statistics: ResponseStatistics | null }[]>
}

export function createResponseStore(client: PrismaClient): ResponseStore {
  return {
    async findMany(ownerIds, now) {
      if (ownerIds.length === 0) return []
      const since = new Date(now.getTime() - windowMs)
      const settled = new Date(now.getTime() - dayMs)
      // Those whom the owner blocks ask in vain, and do not count.
      const rows = await client.$queryRaw<
        { ownerId: string; inquiries: number; answered: number; medianSeconds: number | null }[]
      >`
        SELECT i."ownerId", count(*)::int AS "inquiries", count(i."answeredAt")::int AS "answered",
          percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM i."answeredAt" - i."createdAt")::float8)
            AS "medianSeconds"
        FROM "properties"."Inquiry" i
        WHERE i."ownerId" = ANY(${[...ownerIds]}::uuid[]) AND i."createdAt" > ${since}::timestamptz
          -- Implied, and what the index has.
          AND i."updatedAt" > ${since}::timestamptz
          AND (i."answeredAt" IS NOT NULL OR i."createdAt" <= ${settled}::timestamptz)
          AND NOT EXISTS (SELECT 1 FROM "properties"."InquiryBlock" b
            WHERE b."userId" = i."ownerId" AND b."blockedId" = i."senderId")
        GROUP BY i."ownerId"`
      return rows.map(({ ownerId, ...counted }) => ({ ownerId, statistics: classifyResponses(counted) }))
    },
  }
}
