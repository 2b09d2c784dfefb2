import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { Prisma } from '@ree-ai/db/generated/prisma/client'
import { recordChanges } from '../change/record-changes.ts'
import type { Position } from '../cursor/create-cursor-codec.ts'
import type { Db } from '../db.ts'
import type { Listing } from '../listing/listing.ts'
import { type ListingRow, readListingRow } from '../listing/read-listing-row.ts'

/** A listing that was deleted and can still be restored. */
export interface DeletedListing extends Listing {
  readonly deletedAt: Date
}

/** Deleted listings in the database: the one place that reads them. */
export interface DeletionStore {
  readonly find: (id: string) => Promise<DeletedListing | null>
  /** At most `limit` of an owner's, deleted after `since`, the latest first. */
  readonly findPage: (page: {
    readonly ownerId: string
    readonly since: Date
    readonly after: Position | null
    readonly limit: number
  }) => Promise<{ readonly listing: DeletedListing; readonly position: Position }[]>
  readonly count: (ownerId: string, since: Date) => Promise<number>
  /** Brings a listing back as it was, published ones whose time is up as EXPIRED; null when somebody else was faster. */
  readonly restore: (deleted: DeletedListing, now: Date) => Promise<Listing | null>
  /**
   * Removes at most `limit` listings deleted before `until` for good, with history and favourites; conversations about them stay. Returns how many.
   * Listings that someone is restoring right now are left alone.
   */
  readonly purge: (until: Date, limit: number) => Promise<number>
}

export function createDeletionStore(client: PrismaClient): DeletionStore {
  return {
    async find(id) {
      const row = await client.property.findUnique({ where: { id, deletedAt: { not: null } } })
      return row === null ? null : toDeleted(row)
    },
    async findPage({ ownerId, since, after, limit }) {
      const beyond =
        after === null
          ? Prisma.empty
          : Prisma.sql`AND ("deletedAt", "id") < (${after.value}::timestamptz, ${after.id}::uuid)`
      const rows = await client.$queryRaw<(ListingRow & { readonly cursorValue: string })[]>`
        SELECT p.*, "deletedAt"::text AS "cursorValue" FROM "properties"."Property" p
        WHERE "ownerId" = ${ownerId}::uuid AND "deletedAt" > ${since}::timestamptz ${beyond}
        ORDER BY "deletedAt" DESC, "id" DESC LIMIT ${limit}`
      return rows.map((row) => ({ listing: toDeleted(row), position: { value: row.cursorValue, id: row.id } }))
    },
    count: (ownerId, since) => client.property.count({ where: { ownerId, deletedAt: { gt: since } } }),
    restore: (deleted, now) =>
      client.$transaction((db) => restore(db, deleted, now), { maxWait: 20_000, timeout: 20_000 }),
    async purge(until, limit) {
      // One statement, so one transaction: what hangs on a listing goes with it by its foreign keys. The change log has
      // told followers when it was deleted, and keeps that entry for those who start over.
      const [row] = await client.$queryRaw<{ count: number }[]>`
        WITH due AS (
          SELECT "id" FROM "properties"."Property" WHERE "deletedAt" <= ${until}::timestamptz
          ORDER BY "deletedAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
        ), tasks AS (
          DELETE FROM "properties"."MatchTask" t USING due WHERE t."propertyId" = due."id"
        ), gone AS (
          DELETE FROM "properties"."Property" p USING due WHERE p."id" = due."id" RETURNING p."id"
        )
        SELECT count(*)::int AS "count" FROM gone`
      return row?.count ?? 0
    },
  }
}

async function restore(db: Db, deleted: DeletedListing, now: Date): Promise<Listing | null> {
  const { id, version, deletedAt, standardStatus, expiresAt } = deleted
  const isOver = standardStatus === 'ACTIVE' && expiresAt !== null && expiresAt <= now
  const [row] = await db.property.updateManyAndReturn({
    where: { id, version, deletedAt },
    data: {
      deletedAt: null,
      version: { increment: 1 },
      updatedAt: now,
      ...(isOver && { standardStatus: 'EXPIRED' as const }),
    },
  })
  if (row === undefined) return null
  if (isOver)
    await db.statusChange.create({
      data: { propertyId: id, fromStatus: 'ACTIVE', toStatus: 'EXPIRED', actorId: 'system:expiry', changedAt: now },
    })
  await recordChanges(db, [id])
  return readListingRow(row)
}

function toDeleted(row: ListingRow): DeletedListing {
  const listing = readListingRow(row)
  if (listing.deletedAt === null) throw new Error(`the listing ${listing.id} is not deleted`)
  return { ...listing, deletedAt: listing.deletedAt }
}
