import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { Db } from '../db.ts'
import type { Listing } from '../listing/listing.ts'
import { type ListingRow, readListingRow } from '../listing/read-listing-row.ts'
import { visibleSql } from '../listing/visibility.ts'

/** A favourite that its person can still see. */
export interface Favorite {
  readonly listing: Listing
  readonly note: string | null
  readonly favoritedAt: Date
}

/** Favourites in the database. */
export interface FavoriteStore {
  /** Newest first, after a position. */
  readonly findPage: (
    viewer: Viewer,
    after: { readonly favoritedAt: Date; readonly propertyId: string } | null,
    limit: number,
  ) => Promise<Favorite[]>
  /** Those of the listings that are favourites of this person. */
  readonly findAmong: (userId: string, propertyIds: readonly string[]) => Promise<string[]>
  /**
   * Makes a favourite or changes its note; an undefined note stays. `full` when the person has `limit` of them; `added`
   * when it was none before. Two at once count one after the other.
   */
  readonly put: (
    db: Db,
    favorite: { readonly userId: string; readonly propertyId: string; readonly note: string | null | undefined },
    limit: number,
    now: Date,
  ) => Promise<'added' | 'changed' | 'full'>
  readonly remove: (userId: string, propertyId: string) => Promise<void>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

/** Condition on the listings under the alias `p` that are favourites of this person. */
export function isFavoriteSql(userId: string): Prisma.Sql {
  return Prisma.sql`EXISTS (SELECT 1 FROM "properties"."Favorite" f WHERE f."propertyId" = p."id" AND f."userId" = ${userId}::uuid)`
}

export function createFavoriteStore(client: PrismaClient): FavoriteStore {
  return {
    async findPage(viewer, after, limit) {
      const beyond =
        after === null
          ? Prisma.sql`TRUE`
          : Prisma.sql`(f."createdAt", f."propertyId") < (${after.favoritedAt}::timestamptz, ${after.propertyId}::uuid)`
      const rows = await client.$queryRaw<
        (ListingRow & { readonly note: string | null; readonly favoritedAt: Date })[]
      >`
        SELECT p.*, f."note", f."createdAt" AS "favoritedAt"
        FROM "properties"."Favorite" f JOIN "properties"."Property" p ON p."id" = f."propertyId"
        WHERE f."userId" = ${viewer.id}::uuid AND ${visibleSql(viewer)} AND ${beyond}
        ORDER BY f."createdAt" DESC, f."propertyId" DESC LIMIT ${limit}`
      return rows.map((row) => ({ listing: readListingRow(row), note: row.note, favoritedAt: row.favoritedAt }))
    },
    async findAmong(userId, propertyIds) {
      const where = { userId, propertyId: { in: [...propertyIds] } }
      const rows = await client.favorite.findMany({ where, select: { propertyId: true } })
      return rows.map(({ propertyId }) => propertyId)
    },
    async put(db, { userId, propertyId, note }, limit, now) {
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`favorites:${userId}`}, 0))`
      const changed = await db.favorite.updateMany({
        where: { userId, propertyId },
        data: note === undefined ? { userId } : { note },
      })
      if (changed.count > 0) return 'changed'
      if ((await db.favorite.count({ where: { userId } })) >= limit) return 'full'
      await db.favorite.create({ data: { userId, propertyId, note: note ?? null, createdAt: now } })
      return 'added'
    },
    async remove(userId, propertyId) {
      await client.favorite.deleteMany({ where: { userId, propertyId } })
    },
    transact: (work) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 }),
  }
}
