import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { recordChanges } from '../change/record-changes.ts'
import type { Db } from '../db.ts'
import { recordSignatures } from '../duplicate/record-signatures.ts'
import { signText } from '../duplicate/sign-text.ts'
import { recordMatchTasks } from '../saved-search/record-match-tasks.ts'
import type { Listing, ListingContent, Price, StandardStatus } from './listing.ts'
import { readListingRow } from './read-listing-row.ts'
import { visibleSql } from './visibility.ts'
import { writeListingRow } from './write-listing-row.ts'

/** One change of price. */
export interface PriceEntry {
  readonly propertyId: string
  readonly price: Price
  readonly changedAt: Date
  /** Whether it was the listing's price when it was first published, or later. */
  readonly isPublic: boolean
}

/** A change to write: the version it was decided on, and what becomes of the listing. */
export interface Edit {
  readonly content?: ListingContent
  readonly status?: { readonly to: StandardStatus; readonly actorId: string; readonly reason: string | null }
  readonly listedAt?: Date
  readonly expiresAt?: Date | null
  readonly approvedTextHash?: string
}

/** Single listings in the database. Each write is one transaction with its history and its change-log entry. */
export interface ListingStore {
  /** Null also for a deleted one, as below. */
  readonly find: (id: string, db?: Db) => Promise<Listing | null>
  readonly findMany: (ids: readonly string[]) => Promise<Listing[]>
  /** Those that everyone may see. */
  readonly findPublicIds: (ids: readonly string[]) => Promise<readonly string[]>
  readonly findPrices: (ids: readonly string[]) => Promise<PriceEntry[]>
  /** Makes a draft; with a mutation key that its owner has used before, answers the listing made then. */
  readonly create: (
    db: Db,
    draft: { readonly content: ListingContent; readonly ownerId: string; readonly mutationKey: string | null },
    now: Date,
  ) => Promise<Listing>
  /** The listing after the edit; null when it is not at that version any more. */
  readonly edit: (db: Db, before: Listing, edit: Edit, now: Date) => Promise<Listing | null>
  /** Deletes a listing so that it can be restored, at the same version. Whether there was such a listing. */
  readonly remove: (db: Db, id: string, version: number, now: Date) => Promise<boolean>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
  readonly ping: () => Promise<void>
}

export function createListingStore(client: PrismaClient): ListingStore {
  return {
    async find(id, db = client) {
      const row = await db.property.findUnique({ where: { id, deletedAt: null } })
      return row === null ? null : readListingRow(row)
    },
    async findMany(ids) {
      return (await client.property.findMany({ where: { id: { in: [...ids] }, deletedAt: null } })).map(readListingRow)
    },
    async findPublicIds(ids) {
      const rows = await client.$queryRaw<{ id: string }[]>`
        SELECT p."id" FROM "properties"."Property" p WHERE p."id" = ANY(${[...ids]}::uuid[]) AND ${visibleSql(null)}`
      return rows.map(({ id }) => id)
    },
    async findPrices(ids) {
      // Public is what came after the first publication, and the price at that moment: the last one before it.
      const rows = await client.$queryRaw<PriceRow[]>`
        SELECT c."propertyId", c."listPrice"::float8 AS "amount", c."currency", c."changedAt",
          coalesce(c."changedAt" >= f."at" OR c."nextAt" > f."at" OR c."nextAt" IS NULL, false) AS "isPublic"
        FROM (
          SELECT *, lead("changedAt") OVER (PARTITION BY "propertyId" ORDER BY "changedAt", "id") AS "nextAt"
          FROM "properties"."PriceChange" WHERE "propertyId" = ANY(${[...ids]}::uuid[])
        ) c LEFT JOIN (
          SELECT "propertyId", min("changedAt") AS "at" FROM "properties"."StatusChange"
          WHERE "propertyId" = ANY(${[...ids]}::uuid[]) AND "toStatus" = 'ACTIVE' GROUP BY "propertyId"
        ) f ON f."propertyId" = c."propertyId"
        ORDER BY c."changedAt" DESC, c."id" DESC`
      return rows.map(({ propertyId, amount, currency, changedAt, isPublic }) => ({
        propertyId,
        price: { amount, currency },
        changedAt,
        isPublic,
      }))
    },
    async create(db, { content, ownerId, mutationKey }, now) {
      const times = { createdAt: now, updatedAt: now, sortedAt: now }
      const [row] = await db.property.createManyAndReturn({
        data: [{ ...writeListingRow(content), ...times, ownerId, mutationKey }],
        // Waits for another request with the same key, and leaves the listing to whichever was first.
        skipDuplicates: true,
      })
      if (row === undefined)
        return readListingRow(await db.property.findFirstOrThrow({ where: { ownerId, mutationKey } }))
      await db.priceChange.create({ data: priceOf(row.id, content.listPrice, now) })
      await db.statusChange.create({
        data: { propertyId: row.id, toStatus: 'DRAFT', actorId: ownerId, changedAt: now },
      })
      await recordChanges(db, [row.id])
      await recordSignatures(db, [{ propertyId: row.id, signature: signText(content) }])
      return readListingRow(row)
    },
    async edit(db, before, { content, status, listedAt, expiresAt, approvedTextHash }, now) {
      const { id } = before
      const [row] = await db.property.updateManyAndReturn({
        where: { id, version: before.version, deletedAt: null },
        data: {
          ...(content && writeListingRow(content)),
          ...(status && { standardStatus: status.to }),
          ...(listedAt && { listedAt, sortedAt: listedAt }),
          ...(expiresAt !== undefined && { expiresAt }),
          ...(approvedTextHash !== undefined && { approvedTextHash }),
          version: { increment: 1 },
          updatedAt: now,
        },
      })
      if (row === undefined) return null
      const price = content?.listPrice
      if (price && (price.amount !== before.listPrice.amount || price.currency !== before.listPrice.currency))
        await db.priceChange.create({ data: priceOf(id, price, now) })
      if (status) {
        const { to, actorId, reason } = status
        const data = {
          propertyId: id,
          fromStatus: before.standardStatus,
          toStatus: to,
          actorId,
          reason,
          changedAt: now,
        }
        await db.statusChange.create({ data })
      }
      if (content) await recordSignatures(db, [{ propertyId: id, signature: signText(content) }])
      await recordChanges(db, [id])
      const after = readListingRow(row)
      await recordMatchTasks(db, [{ propertyId: id, before: toMatchable(before), after: toMatchable(after) }], now)
      return after
    },
    async remove(db, id, version, now) {
      const { count } = await db.property.updateMany({
        where: { id, version, deletedAt: null },
        data: { deletedAt: now },
      })
      if (count > 0) await recordChanges(db, [id])
      return count > 0
    },
    // The embedded database does one transaction after the other: an edit may have to wait for a batch of an import.
    transact: (work) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 }),
    async ping() {
      await client.$queryRaw`SELECT 1`
    },
  }
}

interface PriceRow {
  readonly propertyId: string
  readonly amount: number
  readonly currency: string
  readonly changedAt: Date
  readonly isPublic: boolean
}

function toMatchable({ standardStatus, listPrice }: Listing) {
  return { standardStatus, ...listPrice }
}

function priceOf(propertyId: string, price: Price, changedAt: Date) {
  return { propertyId, listPrice: price.amount, currency: price.currency, changedAt }
}
