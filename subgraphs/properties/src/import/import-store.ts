import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { recordChanges } from '../change/record-changes.ts'
import type { Db } from '../db.ts'
import { publishedForMs } from '../listing/published-for.ts'
import { writeListingRow } from '../listing/write-listing-row.ts'
import { newId } from '../new-id.ts'
import { importColumns } from './import-columns.ts'
import type { PreparedRow } from './prepare-rows.ts'

/** How an import stands. */
export interface Job {
  readonly id: string
  readonly ownerId: string
  readonly source: string
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly refused: number
  readonly createdAt: Date
  readonly updatedAt: Date
}

export type Counts = Pick<Job, 'total' | 'created' | 'updated' | 'unchanged' | 'skipped' | 'refused'>

/** Imports in the database: a batch is a handful of statements, however many rows it has. */
export interface ImportStore {
  /** Writes the rows that are new or say something new, with their history and change-log entries. */
  readonly write: (
    db: Db,
    batch: {
      readonly rows: readonly PreparedRow[]
      readonly ownerId: string
      readonly source: string
      readonly actorId: string
    },
    now: Date,
  ) => Promise<Pick<Counts, 'created' | 'updated' | 'unchanged'>>
  readonly findJob: (id: string) => Promise<Job | null>
  /** Adds a batch's counts to the job, which it makes when there is none of that id. */
  readonly countBatch: (
    db: Db,
    job: { id: string; ownerId: string; source: string },
    counts: Counts,
    now: Date,
  ) => Promise<Job>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

interface Existing {
  readonly id: string
  readonly sourceKey: string
  readonly sourceHash: string | null
  readonly standardStatus: string
  readonly listPrice: unknown
  readonly currency: string
  readonly listedAt: Date | null
  readonly createdAt: Date
}

export function createImportStore(client: PrismaClient): ImportStore {
  return {
    async write(db, { rows, ownerId, source, actorId }, now) {
      if (rows.length === 0) return { created: 0, updated: 0, unchanged: 0 }
      // Batches of one source go one after the other: what is found below stays true until the end.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${ownerId}:${source}`}, 0))`
      const existing = await db.$queryRaw<Existing[]>`
        SELECT "id", "sourceKey", "sourceHash", "standardStatus"::text, "listPrice", "currency", "listedAt", "createdAt"
        FROM "properties"."Property"
        WHERE "ownerId" = ${ownerId}::uuid AND "source" = ${source} AND "sourceKey" = ANY(${rows.map(({ sourceKey }) => sourceKey)})
        FOR UPDATE`
      const known = new Map(existing.map((listing) => [listing.sourceKey, listing]))
      const changed = rows
        .map((row) => ({ row, before: known.get(row.sourceKey) }))
        .filter(({ row, before }) => before?.sourceHash !== row.hash)
        .map((change) => ({ ...change, columns: toColumns(change.row, change.before, { ownerId, source }, now) }))
      const created = changed.filter(({ before }) => before === undefined)
      const updated = changed.filter(({ before }) => before !== undefined)
      if (created.length > 0)
        await insertRows(
          db,
          created.map(({ columns }) => columns),
        )
      if (updated.length > 0)
        await updateRows(
          db,
          updated.map(({ columns }) => columns),
        )
      const repriced = changed.filter(
        ({ row: { content }, before }) =>
          Number(before?.listPrice) !== content.listPrice.amount || before?.currency !== content.listPrice.currency,
      )
      if (repriced.length > 0)
        await db.priceChange.createMany({
          data: repriced.map(({ columns: { id, listPrice, currency } }) => ({
            propertyId: id,
            listPrice,
            currency,
            changedAt: now,
          })),
        })
      const moved = changed.filter(({ columns, before }) => columns.standardStatus !== before?.standardStatus)
      if (moved.length > 0)
        await db.statusChange.createMany({
          data: moved.map(({ columns, before }) => ({
            propertyId: columns.id,
            fromStatus: (before?.standardStatus ?? null) as PreparedRow['standardStatus'] | null,
            toStatus: columns.standardStatus as PreparedRow['standardStatus'],
            actorId,
            reason: `import ${source}`,
            changedAt: now,
          })),
        })
      await recordChanges(
        db,
        changed.map(({ columns }) => columns.id),
      )
      return { created: created.length, updated: updated.length, unchanged: rows.length - changed.length }
    },
    findJob: (id) => client.importJob.findUnique({ where: { id } }),
    countBatch(db, { id, ownerId, source }, counts, now) {
      const increments = Object.fromEntries(Object.entries(counts).map(([name, increment]) => [name, { increment }]))
      return db.importJob.upsert({
        where: { id },
        create: { id, ownerId, source, ...counts, createdAt: now, updatedAt: now },
        update: { ...increments, updatedAt: now },
      })
    },
    transact: (work) => client.$transaction(work, { timeout: 60_000, maxWait: 60_000 }),
  }
}

/** A row as its columns, ids and times included. What a reviewer holds or refused stays where it is. */
function toColumns(
  row: PreparedRow,
  before: Existing | undefined,
  origin: { readonly ownerId: string; readonly source: string },
  now: Date,
) {
  const isHeld = before?.standardStatus === 'PENDING_REVIEW' || before?.standardStatus === 'REJECTED'
  const standardStatus = isHeld && before ? before.standardStatus : row.standardStatus
  const isPublishedNow = standardStatus === 'ACTIVE' && before?.standardStatus !== 'ACTIVE'
  const ownDate = row.listedAt === null ? null : new Date(row.listedAt)
  const listedAt = ownDate ?? (isPublishedNow ? now : (before?.listedAt ?? null))
  return {
    ...writeListingRow(row.content),
    ...origin,
    id: before?.id ?? newId(now.getTime()),
    standardStatus,
    sourceKey: row.sourceKey,
    sourceHash: row.hash,
    listedAt,
    sortedAt: listedAt ?? before?.createdAt ?? now,
    // However old the file says the listing is, it was offered anew just now.
    expiresAt: standardStatus === 'ACTIVE' ? new Date(now.getTime() + publishedForMs) : null,
    createdAt: now,
    updatedAt: now,
  }
}

type Columns = ReturnType<typeof toColumns>

const names = Object.keys(importColumns)
const quoted = (list: readonly string[], prefix = '') => list.map((name) => `${prefix}"${name}"`).join(', ')
const recordset = Prisma.raw(
  names.map((name) => `"${name}" ${importColumns[name as keyof typeof importColumns]}`).join(', '),
)
const keptOnUpdate = ['id', 'ownerId', 'source', 'sourceKey', 'createdAt']
const assignments = Prisma.raw(
  names
    .filter((name) => !keptOnUpdate.includes(name))
    .map((name) => `"${name}" = r."${name}"`)
    .join(', '),
)

async function insertRows(db: Db, rows: readonly Columns[]): Promise<void> {
  await db.$executeRaw`
    INSERT INTO "properties"."Property" (${Prisma.raw(quoted(names))})
    SELECT ${Prisma.raw(quoted(names, 'r.'))} FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(${recordset})`
}

async function updateRows(db: Db, rows: readonly Columns[]): Promise<void> {
  await db.$executeRaw`
    UPDATE "properties"."Property" p SET "version" = p."version" + 1, ${assignments}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS r(${recordset}) WHERE p."id" = r."id"`
}
