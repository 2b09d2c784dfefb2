import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import type { PhotoUpload } from '../listing/listing.ts'

/** Why no upload may begin. */
export type UploadRefusal = 'uploads' | 'bytes'

/** What is known of the bytes once they are read. */
export interface StoredPicture {
  readonly contentType: string
  readonly width: number
  readonly height: number
  readonly bytes: number
  readonly sha256: string
}

/** An upload that waits for its bytes. */
export interface WaitingUpload {
  readonly id: string
  readonly ownerId: string
  readonly objectKey: string
  /** Whether bytes came already. */
  readonly isTaken: boolean
}

/** A picture to send. */
export interface ServedPhoto {
  readonly objectKey: string
  readonly contentType: string
  readonly sha256: string
  /** Whether a listing shows it that everyone may see. */
  readonly isPublic: boolean
}

/** Uploads in the database. */
export interface PhotoStore {
  /** Begins an upload, unless the person has begun `uploadsMax` since `since` or has `bytesMax` bytes already. */
  readonly begin: (
    upload: { readonly id: string; readonly ownerId: string; readonly objectKey: string; readonly now: Date },
    limits: { readonly since: Date; readonly uploadsMax: number; readonly bytesMax: number },
  ) => Promise<UploadRefusal | null>
  readonly findWaiting: (id: string) => Promise<WaitingUpload | null>
  /** Takes an upload for one sender. `used` when another one was first, `bytes` when the person would have too much. */
  readonly take: (
    upload: Pick<WaitingUpload, 'id' | 'ownerId'>,
    picture: StoredPicture,
    now: Date,
    bytesMax: number,
  ) => Promise<'taken' | 'used' | 'bytes'>
  /** The bytes are stored: the upload can be shown. */
  readonly finish: (id: string, now: Date) => Promise<void>
  /** The bytes could not be stored: the upload waits again. */
  readonly release: (id: string) => Promise<void>
  readonly findServed: (id: string) => Promise<ServedPhoto | null>
  /** Of these uploads those of the owner that are ready and on no other listing than this one, or the one that a mutation key made. */
  readonly findAttachable: (
    ids: readonly string[],
    listing: { readonly ownerId: string; readonly propertyId: string | null; readonly mutationKey: string | null },
  ) => Promise<readonly PhotoUpload[]>
  /** From now on the listing shows these uploads and no others. Whether all of them could be had. */
  readonly attach: (
    db: Db,
    listing: { readonly ownerId: string; readonly propertyId: string },
    ids: readonly string[],
    now: Date,
  ) => Promise<boolean>
  /** At most `limit` that no listing has shown since `until`, or whose listing is gone. Nobody can use them any more. */
  readonly takeLoose: (
    until: Date,
    limit: number,
  ) => Promise<readonly { readonly id: string; readonly objectKey: string }[]>
  readonly remove: (ids: readonly string[]) => Promise<void>
}

export function createPhotoStore(client: PrismaClient): PhotoStore {
  const transact = <T>(work: (db: Db) => Promise<T>) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 })
  // One after the other for each person, so that limits hold also for what comes at once.
  const lockOwner = (db: Db, ownerId: string) =>
    db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`photos:${ownerId}`}, 0))`
  async function sumBytes(db: Db, ownerId: string): Promise<number> {
    const { _sum } = await db.photo.aggregate({ where: { ownerId }, _sum: { bytes: true } })
    return _sum.bytes ?? 0
  }
  return {
    begin: ({ id, ownerId, objectKey, now }, { since, uploadsMax, bytesMax }) =>
      transact(async (db) => {
        await lockOwner(db, ownerId)
        const count = await db.photo.count({ where: { ownerId, createdAt: { gt: since } } })
        if (count >= uploadsMax) return 'uploads'
        if ((await sumBytes(db, ownerId)) >= bytesMax) return 'bytes'
        await db.photo.create({ data: { id, ownerId, objectKey, createdAt: now, looseSince: now } })
        return null
      }),
    async findWaiting(id) {
      const row = await client.photo.findUnique({ where: { id } })
      return row && { id, ownerId: row.ownerId, objectKey: row.objectKey, isTaken: row.takenAt !== null }
    },
    take: ({ id, ownerId }, picture, now, bytesMax) =>
      transact(async (db) => {
        await lockOwner(db, ownerId)
        if ((await sumBytes(db, ownerId)) + picture.bytes > bytesMax) return 'bytes'
        const { count } = await db.photo.updateMany({
          where: { id, takenAt: null, readyAt: null },
          data: { ...picture, takenAt: now },
        })
        return count === 1 ? 'taken' : 'used'
      }),
    async finish(id, now) {
      await client.photo.updateMany({ where: { id }, data: { readyAt: now } })
    },
    async release(id) {
      await client.photo.updateMany({ where: { id, readyAt: null }, data: { takenAt: null, bytes: null } })
    },
    async findServed(id) {
      const row = await client.photo.findUnique({
        where: { id, readyAt: { not: null } },
        include: { property: { select: { standardStatus: true, deletedAt: true } } },
      })
      if (row === null || row.contentType === null || row.sha256 === null) return null
      const { objectKey, contentType, sha256, property } = row
      const isPublic = property?.standardStatus === 'ACTIVE' && property.deletedAt === null
      return { objectKey, contentType, sha256, isPublic }
    },
    async findAttachable(ids, { ownerId, propertyId, mutationKey }) {
      if (ids.length === 0) return []
      const isOwn = mutationKey === null ? Prisma.sql`FALSE` : Prisma.sql`p."mutationKey" = ${mutationKey}`
      return client.$queryRaw<PhotoUpload[]>`
        SELECT ph."id", ph."width", ph."height", ph."contentType" FROM "properties"."Photo" ph
        LEFT JOIN "properties"."Property" p ON p."id" = ph."propertyId"
        WHERE ph."id" = ANY(${[...ids]}::uuid[]) AND ph."ownerId" = ${ownerId}::uuid AND ph."readyAt" IS NOT NULL
          AND (ph."propertyId" IS NULL OR ph."propertyId" = ${propertyId}::uuid OR ${isOwn})`
    },
    async attach(db, { ownerId, propertyId }, ids, now) {
      await db.$executeRaw`
        UPDATE "properties"."Photo" SET "propertyId" = NULL, "looseSince" = ${now}::timestamptz
        WHERE "propertyId" = ${propertyId}::uuid AND "id" <> ALL(${[...ids]}::uuid[])`
      if (ids.length === 0) return true
      const count = await db.$executeRaw`
        UPDATE "properties"."Photo" SET "propertyId" = ${propertyId}::uuid, "looseSince" = NULL
        WHERE "id" = ANY(${[...ids]}::uuid[]) AND "ownerId" = ${ownerId}::uuid AND "readyAt" IS NOT NULL
          AND ("propertyId" IS NULL OR "propertyId" = ${propertyId}::uuid)`
      return count === ids.length
    },
    takeLoose: (until, limit) =>
      client.$queryRaw<{ id: string; objectKey: string }[]>`
        UPDATE "properties"."Photo" SET "readyAt" = NULL, "takenAt" = COALESCE("takenAt", ${until}::timestamptz)
        WHERE "id" IN (
          SELECT "id" FROM "properties"."Photo"
          WHERE "propertyId" IS NULL AND ("looseSince" IS NULL OR "looseSince" <= ${until}::timestamptz)
          LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ) AND "propertyId" IS NULL
        RETURNING "id", "objectKey"`,
    async remove(ids) {
      await client.photo.deleteMany({ where: { id: { in: [...ids] } } })
    },
  }
}
