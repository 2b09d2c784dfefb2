import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Position } from '../cursor/create-cursor-codec.ts'
import type { Db } from '../db.ts'
import type { Listing } from './listing.ts'
import { beyondSql, type ListingOrder, orderSql } from './listing-order.ts'
import { type ListingRow, readListingRow } from './read-listing-row.ts'

/** A listing with its place in the order. */
export interface PlacedListing {
  readonly listing: Listing
  readonly position: Position
}

/** Lists of listings. `where` is the visibility rule and the filter. */
export interface ListingPageStore {
  /** At most `limit` listings in the order, from its end when `isBackward`. */
  readonly findPage: (page: {
    readonly where: Prisma.Sql
    readonly order: ListingOrder
    readonly after: Position | null
    readonly before: Position | null
    readonly isBackward: boolean
    readonly limit: number
  }) => Promise<PlacedListing[]>
  readonly count: (where: Prisma.Sql) => Promise<number>
}

export function createListingPageStore(client: Db): ListingPageStore {
  return {
    async findPage({ where, order, after, before, isBackward, limit }) {
      const rows = await client.$queryRaw<(ListingRow & { readonly cursorValue: string | null })[]>`
        SELECT p.*, (${order.value})::text AS "cursorValue" FROM "properties"."Property" p
        WHERE ${where}
          AND ${after === null ? Prisma.sql`TRUE` : beyondSql(order, after, false)}
          AND ${before === null ? Prisma.sql`TRUE` : beyondSql(order, before, true)}
        ORDER BY ${orderSql(order, isBackward)} LIMIT ${limit}`
      const placed = rows.map((row) => ({
        listing: readListingRow(row),
        position: { value: row.cursorValue, id: row.id },
      }))
      return isBackward ? placed.reverse() : placed
    },
    async count(where) {
      const [row] = await client.$queryRaw<{ count: number }[]>`
        SELECT count(*)::int AS "count" FROM "properties"."Property" p WHERE ${where}`
      return row?.count ?? 0
    },
  }
}
