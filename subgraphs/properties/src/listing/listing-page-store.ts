import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Position } from '../cursor/create-cursor-codec.ts'
import type { Db } from '../db.ts'
import type { Listing } from './listing.ts'
import { beyondSql, halfOrderSql, halvesOf, type ListingOrder, orderSql } from './listing-order.ts'
import { type ListingRow, readListingRow } from './read-listing-row.ts'

/** A listing with its place in the order. */
export interface PlacedListing {
  readonly listing: Listing
  readonly position: Position
}

/** A part of a list that is in order. */
export interface PageRequest {
  /** Conditions of which each listing of the list meets exactly one (`visibleParts`), each with the filter. */
  readonly parts: readonly Prisma.Sql[]
  readonly order: ListingOrder
  readonly after: Position | null
  readonly before: Position | null
  readonly isBackward: boolean
  readonly limit: number
}

/** Lists of listings. */
export interface ListingPageStore {
  /** At most `limit` listings in the order, from its end when `isBackward`. */
  readonly findPage: (page: PageRequest) => Promise<PlacedListing[]>
}

export function createListingPageStore(client: Db): ListingPageStore {
  return {
    async findPage(page) {
      const { order, isBackward } = page
      const runs = listRuns(page)
      if (runs.length === 0) return []
      const chosen = orderSql(order, isBackward, Prisma.raw('c."value"'), Prisma.raw('c."id"'))
      // Places first, whole rows for those alone: they are wide.
      const rows = await client.$queryRaw<(ListingRow & { readonly cursorValue: string | null })[]>`
        SELECT p.*, c."value"::text AS "cursorValue"
        FROM (SELECT * FROM (${Prisma.join(runs, ' UNION ALL ')}) AS c ORDER BY ${chosen} LIMIT ${page.limit}) AS c
        JOIN "properties"."Property" p ON p."id" = c."id" ORDER BY ${chosen}`
      const placed = rows.map((row) => ({
        listing: readListingRow(row),
        position: { value: row.cursorValue, id: row.id },
      }))
      return isBackward ? placed.reverse() : placed
    },
  }
}

/** The first of each half of each part: an index reads each in its order, and the page is the first of them all. */
function listRuns({ parts, order, after, before, isBackward, limit }: PageRequest): Prisma.Sql[] {
  return parts.flatMap((part) =>
    halvesOf(order).flatMap((half) => {
      const behind = after === null ? Prisma.sql`TRUE` : beyondSql(order, half, after, false)
      const ahead = before === null ? Prisma.sql`TRUE` : beyondSql(order, half, before, true)
      if (behind === null || ahead === null) return []
      return [
        Prisma.sql`(
          SELECT p."id", ${order.value} AS "value" FROM "properties"."Property" p
          WHERE ${part} AND ${half.condition} AND ${behind} AND ${ahead}
          ORDER BY ${halfOrderSql(order, isBackward)} LIMIT ${limit})`,
      ]
    }),
  )
}
