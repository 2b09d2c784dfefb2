import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import type { Listing } from '../listing/listing.ts'
import { type ListingRow, readListingRow } from '../listing/read-listing-row.ts'

/** A listing with where it was imported from. */
export interface ExportedListing extends Listing {
  readonly source: string | null
  readonly sourceKey: string | null
}

/** Listings for an export. `where` is the visibility rule and the filter. */
export interface ExportStore {
  /** At most `limit` listings after an id, oldest first: an order that no edit changes. */
  readonly findPage: (where: Prisma.Sql, after: string | null, limit: number) => Promise<ExportedListing[]>
}

export function createExportStore(client: Db): ExportStore {
  return {
    async findPage(where, after, limit) {
      const beyond = after === null ? Prisma.empty : Prisma.sql`AND p."id" > ${after}::uuid`
      const rows = await client.$queryRaw<
        (ListingRow & { readonly source: string | null; readonly sourceKey: string | null })[]
      >`
        SELECT p.* FROM "properties"."Property" p WHERE ${where} ${beyond} ORDER BY p."id" LIMIT ${limit}`
      return rows.map((row) => ({ ...readListingRow(row), source: row.source, sourceKey: row.sourceKey }))
    },
  }
}
