import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { InquiryMessage } from './inquiry.ts'

/** A page of one conversation to read. */
export interface MessagePageKey {
  readonly inquiryId: string
  readonly limit: number
  readonly after: { readonly createdAt: Date; readonly id: string } | null
}

/** How many messages a conversation has, and how many of them wait to be read. */
export interface MessageCounts {
  readonly inquiryId: string
  readonly total: number
  readonly unread: number
}

/** Messages of conversations, many conversations at once. */
export interface MessageStore {
  /** For each page its messages, newest first, in one statement. */
  readonly findPages: (pages: readonly MessagePageKey[]) => Promise<InquiryMessage[][]>
  /** Counts for one reader; nothing is unread for whoever is none of the two. */
  readonly count: (inquiryIds: readonly string[], readerId: string | null) => Promise<MessageCounts[]>
}

export function createMessageStore(client: PrismaClient): MessageStore {
  return {
    async findPages(pages) {
      const keys = pages.map(({ inquiryId, limit, after }, page) => ({
        page,
        inquiryId,
        limit,
        afterAt: after?.createdAt ?? null,
        afterId: after?.id ?? null,
      }))
      const rows = await client.$queryRaw<(InquiryMessage & { readonly page: number })[]>`
        SELECT k."page", m."id", m."inquiryId", m."authorId", m."text", m."createdAt"
        FROM jsonb_to_recordset(${JSON.stringify(keys)}::jsonb)
          AS k("page" int, "inquiryId" uuid, "limit" int, "afterAt" timestamptz, "afterId" uuid)
        CROSS JOIN LATERAL (
          SELECT * FROM "properties"."InquiryMessage" m
          WHERE m."inquiryId" = k."inquiryId"
            AND (k."afterAt" IS NULL OR (m."createdAt", m."id") < (k."afterAt", k."afterId"))
          ORDER BY m."createdAt" DESC, m."id" DESC LIMIT k."limit"
        ) m
        ORDER BY k."page", m."createdAt" DESC, m."id" DESC`
      const found: InquiryMessage[][] = pages.map(() => [])
      for (const { page, ...message } of rows) found[page]?.push(message)
      return found
    },
    count: (inquiryIds, readerId) => client.$queryRaw<MessageCounts[]>`
      SELECT m."inquiryId", count(*)::int AS "total",
        (count(*) FILTER (WHERE m."authorId" <> ${readerId}::uuid AND m."createdAt" > coalesce(
          CASE ${readerId}::uuid WHEN i."senderId" THEN i."senderReadAt" WHEN i."ownerId" THEN i."ownerReadAt" ELSE 'infinity' END,
          '-infinity')))::int AS "unread"
      FROM "properties"."InquiryMessage" m JOIN "properties"."Inquiry" i ON i."id" = m."inquiryId"
      WHERE m."inquiryId" = ANY(${[...inquiryIds]}::uuid[]) GROUP BY m."inquiryId"`,
  }
}
