import { randomUUID } from 'node:crypto'
import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { recordChanges } from '../change/record-changes.ts'
import type { Db } from '../db.ts'

/** A picture that its owner uploaded. */
export interface OwnedObject {
  readonly id: string
  readonly objectKey: string
}

/** Forgetting a person, step by step. Each step is one transaction, and finds done what was done before. */
export interface ErasureStore {
  /**
   * Removes favourites, saved searches, blocks, notices and import jobs, and puts an id that belongs to nobody in the
   * person's place where others have a part: in conversations, complaints and histories. A conversation goes with the
   * second of its two.
   */
  readonly forgetPerson: (userId: string) => Promise<void>
  /**
   * Removes at most `limit` of the person's listings with all that hangs on them, and tells the change log. Conversations
   * about one stay with whoever else is in them. Returns how many there were.
   */
  readonly removeListings: (userId: string, limit: number) => Promise<number>
  readonly findPhotos: (userId: string, limit: number) => Promise<readonly OwnedObject[]>
  readonly removePhotos: (ids: readonly string[]) => Promise<void>
  /** How far the list of erased accounts was followed; null at the beginning. */
  readonly readPosition: () => Promise<string | null>
  readonly writePosition: (position: string) => Promise<void>
}

const positionName = 'erased-accounts'

export function createErasureStore(client: PrismaClient): ErasureStore {
  const transact = <T>(work: (db: Db) => Promise<T>) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 })
  return {
    forgetPerson: (userId) => transact((db) => forgetPerson(db, userId)),
    removeListings: (userId, limit) => transact((db) => removeListings(db, userId, limit)),
    findPhotos: (ownerId, take) =>
      client.photo.findMany({ where: { ownerId }, take, select: { id: true, objectKey: true } }),
    async removePhotos(ids) {
      await client.photo.deleteMany({ where: { id: { in: [...ids] } } })
    },
    async readPosition() {
      const row = await client.followPosition.findUnique({ where: { name: positionName } })
      return row?.position ?? null
    },
    async writePosition(position) {
      await client.$executeRaw`INSERT INTO "properties"."FollowPosition" ("name", "position")
        VALUES (${positionName}, ${position}) ON CONFLICT ("name") DO UPDATE SET "position" = EXCLUDED."position"`
    },
  }
}

async function forgetPerson(db: Db, userId: string): Promise<void> {
  // One for the whole person, kept nowhere else: the two of a conversation stay two.
  const nobody = randomUUID()
  await db.$executeRaw`DELETE FROM "properties"."Favorite" WHERE "userId" = ${userId}::uuid`
  await db.$executeRaw`DELETE FROM "properties"."SavedSearch" WHERE "userId" = ${userId}::uuid`
  await db.$executeRaw`DELETE FROM "properties"."InquiryBlock" WHERE "userId" = ${userId}::uuid OR "blockedId" = ${userId}::uuid`
  await db.$executeRaw`DELETE FROM "properties"."InquiryNotice" WHERE "userId" = ${userId}::uuid`
  await db.$executeRaw`DELETE FROM "properties"."ImportJob" WHERE "ownerId" = ${userId}`
  await db.$executeRaw`DELETE FROM "properties"."Inquiry"
    WHERE ("senderId" = ${userId}::uuid OR "ownerId" = ${userId}::uuid) AND "isHalfErased"`
  await db.$executeRaw`UPDATE "properties"."InquiryMessage" SET "authorId" = ${nobody}::uuid, "mutationKey" = NULL
    WHERE "authorId" = ${userId}::uuid`
  await db.$executeRaw`
    UPDATE "properties"."Inquiry" SET "senderId" = ${nobody}::uuid, "isHalfErased" = true WHERE "senderId" = ${userId}::uuid`
  await db.$executeRaw`
    UPDATE "properties"."Inquiry" SET "ownerId" = ${nobody}::uuid, "isHalfErased" = true WHERE "ownerId" = ${userId}::uuid`
  await db.$executeRaw`UPDATE "properties"."InquiryReport" SET "reporterId" = ${nobody}::uuid WHERE "reporterId" = ${userId}::uuid`
  await db.$executeRaw`UPDATE "properties"."InquiryReport" SET "resolvedBy" = 'erased' WHERE "resolvedBy" = ${userId}`
  await db.$executeRaw`UPDATE "properties"."StatusChange" SET "actorId" = 'erased' WHERE "actorId" = ${userId}`
  await db.$executeRaw`UPDATE "properties"."AttributeDefinition" SET "reviewedBy" = 'erased' WHERE "reviewedBy" = ${userId}`
  await db.$executeRaw`UPDATE "properties"."AttributeDefinition" SET "broughtBy" = NULL WHERE "broughtBy" = ${userId}`
  await db.$executeRaw`UPDATE "properties"."AttributeReview" SET "reviewerId" = 'erased' WHERE "reviewerId" = ${userId}`
}

async function removeListings(db: Db, userId: string, limit: number): Promise<number> {
  const listings = await db.$queryRaw<readonly { id: string }[]>`
    SELECT "id" FROM "properties"."Property" WHERE "ownerId" = ${userId}::uuid ORDER BY "id" LIMIT ${limit} FOR UPDATE`
  if (listings.length === 0) return 0
  const ids = listings.map(({ id }) => id)
  // The id of the listing would still lead to its owner wherever somebody noted it. Whoever began to write in the
  // moment before is found here, for writing holds the listing.
  await db.$executeRaw`
    UPDATE "properties"."Inquiry" i SET "propertyId" = gone."nowhere",
      "ownerId" = CASE i."ownerId" WHEN ${userId}::uuid THEN ${randomUUID()}::uuid ELSE i."ownerId" END,
      "isHalfErased" = true
    FROM unnest(${ids}::uuid[], ${ids.map(() => randomUUID())}::uuid[]) AS gone("id", "nowhere")
    WHERE i."propertyId" = gone."id"`
  await db.$executeRaw`DELETE FROM "properties"."MatchTask" WHERE "propertyId" = ANY(${ids}::uuid[])`
  await db.$executeRaw`DELETE FROM "properties"."Property" WHERE "id" = ANY(${ids}::uuid[])`
  await recordChanges(db, ids)
  return ids.length
}
