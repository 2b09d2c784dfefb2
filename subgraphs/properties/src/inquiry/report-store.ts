import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'

/** A complaint about a conversation. */
export interface InquiryReport {
  readonly id: string
  readonly inquiryId: string
  readonly reporterId: string
  readonly reason: string
  readonly createdAt: Date
  readonly resolvedAt: Date | null
}

/** Complaints in the database. */
export interface ReportStore {
  /** Makes a complaint, or opens and changes the one of the same person. */
  readonly put: (
    report: Pick<InquiryReport, 'inquiryId' | 'reporterId' | 'reason'>,
    id: string,
    now: Date,
  ) => Promise<void>
  /** Open ones, oldest first, after a position. */
  readonly findPage: (
    after: { readonly createdAt: Date; readonly id: string } | null,
    limit: number,
  ) => Promise<InquiryReport[]>
  readonly countOpen: () => Promise<number>
  /** Whether a conversation has an open one. */
  readonly isReported: (inquiryId: string) => Promise<boolean>
  /** Whether there was such an open one. */
  readonly resolve: (id: string, resolvedBy: string, now: Date) => Promise<boolean>
}

export function createReportStore(client: PrismaClient): ReportStore {
  return {
    async put({ inquiryId, reporterId, reason }, id, now) {
      await client.$executeRaw`
        INSERT INTO "properties"."InquiryReport" ("id", "inquiryId", "reporterId", "reason", "createdAt")
        VALUES (${id}::uuid, ${inquiryId}::uuid, ${reporterId}::uuid, ${reason}, ${now}::timestamptz)
        ON CONFLICT ("inquiryId", "reporterId") DO UPDATE SET "reason" = EXCLUDED."reason",
          "createdAt" = EXCLUDED."createdAt", "resolvedAt" = NULL, "resolvedBy" = NULL`
    },
    findPage(after, limit) {
      const beyond =
        after === null
          ? Prisma.empty
          : Prisma.sql`AND ("createdAt", "id") > (${after.createdAt}::timestamptz, ${after.id}::uuid)`
      return client.$queryRaw<InquiryReport[]>`
        SELECT "id", "inquiryId", "reporterId", "reason", "createdAt", "resolvedAt" FROM "properties"."InquiryReport"
        WHERE "resolvedAt" IS NULL ${beyond} ORDER BY "createdAt", "id" LIMIT ${limit}`
    },
    countOpen: () => client.inquiryReport.count({ where: { resolvedAt: null } }),
    async isReported(inquiryId) {
      return (await client.inquiryReport.count({ where: { inquiryId, resolvedAt: null } })) > 0
    },
    async resolve(id, resolvedBy, now) {
      const { count } = await client.inquiryReport.updateMany({
        where: { id, resolvedAt: null },
        data: { resolvedAt: now, resolvedBy },
      })
      return count > 0
    },
  }
}
