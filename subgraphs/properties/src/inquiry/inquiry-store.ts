import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { hashText } from './hash-text.ts'
import type { Inquiry, InquiryDirection } from './inquiry.ts'
import type { GivenMessage } from './read-message.ts'

/** Conversations in the database. Who may read them is for the caller to know: `canRead` and `find-inquiry.ts`. */
export interface InquiryStore {
  readonly find: (id: string, db?: Db) => Promise<Inquiry | null>
  readonly findMany: (ids: readonly string[]) => Promise<Inquiry[]>
  /** The conversation of one person about a listing. */
  readonly findThread: (db: Db, propertyId: string, senderId: string) => Promise<Inquiry | null>
  /** The conversation that the message of this key went to. */
  readonly findByKey: (db: Db, authorId: string, mutationKey: string) => Promise<Inquiry | null>
  /** What one author sends goes one after the other until the end of the transaction. */
  readonly lockAuthor: (db: Db, authorId: string) => Promise<void>
  /** When the latest `limit` conversations of a person began, of those after `since`, newest first. */
  readonly findBegun: (db: Db, senderId: string, since: Date, limit: number) => Promise<Date[]>
  /** How many owners but this one were sent a text since then, differences of spelling aside. */
  readonly countOwnersTold: (
    db: Db,
    told: { readonly authorId: string; readonly text: string; readonly exceptOwnerId: string },
    since: Date,
  ) => Promise<number>
  /** Null when the listing was removed meanwhile; otherwise it stays as it is until the end of the transaction. */
  readonly begin: (
    db: Db,
    thread: Pick<Inquiry, 'propertyId' | 'propertyTitle' | 'senderId' | 'ownerId'>,
    now: Date,
  ) => Promise<Inquiry | null>
  /** Adds a message, which its author has read. The conversation as it is then. */
  readonly addMessage: (
    db: Db,
    inquiry: Inquiry,
    message: GivenMessage & { readonly authorId: string },
    now: Date,
  ) => Promise<Inquiry>
  /** Newest activity first, after a position. */
  readonly findPage: (
    userId: string,
    direction: InquiryDirection,
    after: { readonly updatedAt: Date; readonly id: string } | null,
    limit: number,
  ) => Promise<Inquiry[]>
  readonly count: (userId: string, direction: InquiryDirection) => Promise<number>
  /** In how many conversations a person has messages to read. */
  readonly countUnread: (userId: string, direction: InquiryDirection) => Promise<number>
  /** Conversations of a person with a message since then, oldest first. */
  readonly findUpdated: (userId: string, since: Date) => Promise<Inquiry[]>
  /** Notes that somebody has read up to a message, or to the last; never moves back. Null when there is no such message. */
  readonly markRead: (db: Db, inquiry: Inquiry, userId: string, messageId: string | null) => Promise<Inquiry | null>
  /** Those of the listings about which this person was answered, while neither blocks the other. */
  readonly findAnswered: (senderId: string, propertyIds: readonly string[]) => Promise<string[]>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

export function createInquiryStore(client: PrismaClient): InquiryStore {
  return {
    find: (id, db = client) => db.inquiry.findUnique({ where: { id } }),
    findMany: (ids) => client.inquiry.findMany({ where: { id: { in: [...ids] } } }),
    findThread: (db, propertyId, senderId) =>
      db.inquiry.findUnique({ where: { propertyId_senderId: { propertyId, senderId } } }),
    async findByKey(db, authorId, mutationKey) {
      const message = await db.inquiryMessage.findUnique({
        where: { authorId_mutationKey: { authorId, mutationKey } },
        select: { inquiry: true },
      })
      return message?.inquiry ?? null
    },
    async lockAuthor(db, authorId) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`inquiries:${authorId}`}, 0))`
    },
    async findBegun(db, senderId, since, limit) {
      // Its last message is no older than its first: the condition on `updatedAt` is there for the index.
      const where = { senderId, updatedAt: { gt: since }, createdAt: { gt: since } }
      const rows = await db.inquiry.findMany({
        where,
        select: { createdAt: true },
        orderBy: { createdAt: 'desc' },
        take: limit,
      })
      return rows.map(({ createdAt }) => createdAt)
    },
    async countOwnersTold(db, { authorId, text, exceptOwnerId }, since) {
      const [row] = await db.$queryRaw<{ count: number }[]>`
        SELECT count(DISTINCT i."ownerId")::int AS "count"
        FROM "properties"."InquiryMessage" m JOIN "properties"."Inquiry" i ON i."id" = m."inquiryId"
        WHERE m."authorId" = ${authorId}::uuid AND m."createdAt" > ${since}::timestamptz AND m."textHash" = ${hashText(text)}
          AND i."senderId" = m."authorId" AND i."ownerId" <> ${exceptOwnerId}::uuid`
      return row?.count ?? 0
    },
    async begin(db, thread, now) {
      // No foreign key tells: conversations outlive their listings.
      const held = await db.$queryRaw<object[]>`SELECT 1 FROM "properties"."Property"
        WHERE "id" = ${thread.propertyId}::uuid AND "ownerId" = ${thread.ownerId}::uuid AND "deletedAt" IS NULL FOR KEY SHARE`
      if (held.length === 0) return null
      return db.inquiry.create({ data: { ...thread, createdAt: now, updatedAt: now } })
    },
    async addMessage(db, { id }, { authorId, text, mutationKey }, now) {
      // Locked, so that each message is later than the one before.
      const [before] = await db.$queryRaw<Inquiry[]>`
        SELECT * FROM "properties"."Inquiry" WHERE "id" = ${id}::uuid FOR UPDATE`
      if (before === undefined) throw new Error(`the conversation ${id} is gone`)
      const isFirst = before.senderReadAt === null && before.ownerReadAt === null
      const at = isFirst ? now : new Date(Math.max(now.getTime(), before.updatedAt.getTime() + 1))
      await db.inquiryMessage.create({
        data: { inquiryId: id, authorId, text, textHash: hashText(text), mutationKey, createdAt: at },
      })
      return db.inquiry.update({
        where: { id },
        data: {
          updatedAt: at,
          ...(authorId === before.ownerId
            ? { ownerReadAt: at, answeredAt: before.answeredAt ?? at }
            : { senderReadAt: at }),
        },
      })
    },
    findPage(userId, direction, after, limit) {
      const beyond =
        after === null
          ? Prisma.empty
          : Prisma.sql`AND ("updatedAt", "id") < (${after.updatedAt}::timestamptz, ${after.id}::uuid)`
      return client.$queryRaw<Inquiry[]>`
        SELECT * FROM "properties"."Inquiry" WHERE ${isOf(userId, direction)} ${beyond}
        ORDER BY "updatedAt" DESC, "id" DESC LIMIT ${limit}`
    },
    count: (userId, direction) =>
      client.inquiry.count({ where: direction === 'SENT' ? { senderId: userId } : { ownerId: userId } }),
    async countUnread(userId, direction) {
      const readAt = Prisma.raw(direction === 'SENT' ? 'i."senderReadAt"' : 'i."ownerReadAt"')
      const [row] = await client.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS "count" FROM "properties"."Inquiry" i
        WHERE ${isOf(userId, direction)} AND (${readAt} IS NULL OR ${readAt} < i."updatedAt")
          AND EXISTS (SELECT 1 FROM "properties"."InquiryMessage" m WHERE m."inquiryId" = i."id"
            AND m."authorId" <> ${userId}::uuid AND m."createdAt" > coalesce(${readAt}, '-infinity'))`
      return row?.count ?? 0
    },
    findUpdated: (userId, since) => client.$queryRaw<Inquiry[]>`
      SELECT * FROM (
        SELECT * FROM "properties"."Inquiry" WHERE ${isOf(userId, 'SENT')} AND "updatedAt" >= ${since}::timestamptz
        UNION ALL
        SELECT * FROM "properties"."Inquiry" WHERE ${isOf(userId, 'RECEIVED')} AND "updatedAt" >= ${since}::timestamptz
      ) i ORDER BY "updatedAt", "id"`,
    async markRead(db, inquiry, userId, messageId) {
      const message =
        messageId === null
          ? { createdAt: inquiry.updatedAt }
          : await db.inquiryMessage.findUnique({ where: { id: messageId, inquiryId: inquiry.id } })
      if (message === null) return null
      const column = Prisma.raw(userId === inquiry.ownerId ? '"ownerReadAt"' : '"senderReadAt"')
      const [row] = await db.$queryRaw<Inquiry[]>`
        UPDATE "properties"."Inquiry" SET ${column} = greatest(${column}, ${message.createdAt}::timestamptz)
        WHERE "id" = ${inquiry.id}::uuid RETURNING *`
      return row ?? null
    },
    async findAnswered(senderId, propertyIds) {
      const rows = await client.$queryRaw<{ propertyId: string }[]>`
        SELECT i."propertyId" FROM "properties"."Inquiry" i
        WHERE i."senderId" = ${senderId}::uuid AND i."propertyId" = ANY(${[...propertyIds]}::uuid[])
          AND i."answeredAt" IS NOT NULL
          AND NOT EXISTS (SELECT 1 FROM "properties"."InquiryBlock" b
            WHERE (b."userId", b."blockedId") IN ((i."senderId", i."ownerId"), (i."ownerId", i."senderId")))`
      return rows.map(({ propertyId }) => propertyId)
    },
    transact: (work) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 }),
  }
}

function isOf(userId: string, direction: InquiryDirection): Prisma.Sql {
  return direction === 'SENT' ? Prisma.sql`"senderId" = ${userId}::uuid` : Prisma.sql`"ownerId" = ${userId}::uuid`
}
