import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'

/** Rows of one kind as JSON. */
type Rows = readonly Record<string, unknown>[]

/** What is kept of a person, a page of each kind. */
export interface PersonalRecords {
  readonly listings: Rows
  readonly priceChanges: Rows
  readonly statusChanges: Rows
  readonly photos: Rows
  readonly favorites: Rows
  readonly savedSearches: Rows
  readonly savedSearchMatches: Rows
  readonly inquiries: Rows
  readonly messages: Rows
  readonly reports: Rows
  readonly blocks: Rows
  readonly importJobs: Rows
}

/** Reads everything of one person, for that person. */
export interface PersonalStore {
  /** At most `count` of each kind, in a stable order, after `skip`. */
  readonly read: (userId: string, page: { readonly skip: number; readonly count: number }) => Promise<PersonalRecords>
}

export function createPersonalStore(client: PrismaClient): PersonalStore {
  return {
    async read(userId, { skip, count }) {
      const me = Prisma.sql`${userId}::uuid`
      const read = async (rows: Prisma.Sql, order: Prisma.Sql) => {
        const found = await client.$queryRaw<readonly { row: Record<string, unknown> }[]>`
          SELECT "row" FROM (${rows}) AS "all" ORDER BY ${order} LIMIT ${count} OFFSET ${skip}`
        return found.map(({ row }) => row)
      }
      const id = Prisma.sql`"key"`
      const table = (name: string, where: Prisma.Sql, key = 'id') => {
        const [from, column] = [Prisma.raw(`"properties"."${name}" t`), Prisma.raw(`t."${key}"`)]
        return read(Prisma.sql`SELECT to_jsonb(t) AS "row", ${column} AS "key" FROM ${from} WHERE ${where}`, id)
      }
      const isOfMine = Prisma.sql`t."propertyId" IN (SELECT "id" FROM "properties"."Property" WHERE "ownerId" = ${me})`
      return {
        listings: await table('Property', Prisma.sql`t."ownerId" = ${me}`),
        priceChanges: await table('PriceChange', isOfMine),
        statusChanges: await table('StatusChange', Prisma.sql`${isOfMine} OR t."actorId" = ${userId}`),
        photos: await table('Photo', Prisma.sql`t."ownerId" = ${me}`),
        favorites: await table('Favorite', Prisma.sql`t."userId" = ${me}`, 'propertyId'),
        savedSearches: await table('SavedSearch', Prisma.sql`t."userId" = ${me}`),
        savedSearchMatches: await table(
          'SavedSearchMatch',
          Prisma.sql`t."savedSearchId" IN (SELECT "id" FROM "properties"."SavedSearch" WHERE "userId" = ${me})`,
        ),
        // Of the other person: what they wrote, not who they are.
        inquiries: await read(
          Prisma.sql`SELECT to_jsonb(i) - 'senderId' - 'ownerId'
              || jsonb_build_object('part', CASE WHEN i."senderId" = ${me} THEN 'sender' ELSE 'owner' END) AS "row", i."id" AS "key"
            FROM "properties"."Inquiry" i WHERE i."senderId" = ${me} OR i."ownerId" = ${me}`,
          id,
        ),
        messages: await read(
          Prisma.sql`SELECT to_jsonb(m) - 'authorId' - 'textHash' - 'mutationKey'
              || jsonb_build_object('isMine', m."authorId" = ${me}) AS "row", m."id" AS "key"
            FROM "properties"."Inquiry" i JOIN "properties"."InquiryMessage" m ON m."inquiryId" = i."id"
            WHERE i."senderId" = ${me} OR i."ownerId" = ${me}`,
          id,
        ),
        reports: await table('InquiryReport', Prisma.sql`t."reporterId" = ${me}`),
        blocks: await table('InquiryBlock', Prisma.sql`t."userId" = ${me}`, 'blockedId'),
        importJobs: await table('ImportJob', Prisma.sql`t."ownerId" = ${userId}`),
      }
    },
  }
}
