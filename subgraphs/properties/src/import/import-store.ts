import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { recordChanges } from '../change/record-changes.ts'
import type { Db } from '../db.ts'
import { checkBatch } from '../duplicate/check-batch.ts'
import { recordSignatures } from '../duplicate/record-signatures.ts'
import { isUuid } from '../is-uuid.ts'
import { hashText } from '../listing/hash-text.ts'
import { publishedForMs } from '../listing/published-for.ts'
import { writeListingRow } from '../listing/write-listing-row.ts'
import { newId } from '../new-id.ts'
import { recordMatchTasks } from '../saved-search/record-match-tasks.ts'
import { importColumns } from './import-columns.ts'
import type { PreparedRow, Refusal, Skip, Warning } from './prepare-rows.ts'

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
  /**
   * Writes the rows that are new or say something new, with their history and change-log entries. A row whose listing was
   * deleted is skipped unless those are to be restored; one whose listing was changed after `begunAt` is refused.
   */
  readonly write: (
    db: Db,
    batch: {
      readonly rows: readonly PreparedRow[]
      readonly ownerId: string
      readonly source: string
      /** Who imports: named in the history, and told only of listings that they may see. */
      readonly viewer: Viewer
      readonly restoresDeleted: boolean
      /** Whether rows that offer what their owner offers already are refused; they are only warned of otherwise. */
      readonly refusesDuplicates: boolean
      /** When the job began that goes on with these rows; null when they are its first. */
      readonly begunAt: Date | null
    },
    now: Date,
  ) => Promise<Written>
  readonly findJob: (id: string) => Promise<Job | null>
  /** Adds a batch's counts to the job, which it makes when there is none of that id. */
  readonly countBatch: (
    db: Db,
    job: { id: string; ownerId: string; source: string },
    counts: Counts,
    now: Date,
  ) => Promise<Job>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
  /** Does the work to its end and takes all of it back. */
  readonly rehearse: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

/** What became of the rows of a batch that could be read. */
export interface Written extends Pick<Counts, 'created' | 'updated' | 'unchanged'> {
  readonly skips: readonly Skip[]
  readonly refusals: readonly Refusal[]
  readonly warnings: readonly Warning[]
}

interface Existing {
  readonly id: string
  readonly source: string | null
  readonly sourceKey: string | null
  readonly sourceHash: string | null
  readonly standardStatus: string
  readonly listPrice: unknown
  readonly currency: string
  readonly listedAt: Date | null
  readonly createdAt: Date
  readonly updatedAt: Date
  readonly deletedAt: Date | null
  readonly approvedTextHash: string | null
}

export function createImportStore(client: PrismaClient): ImportStore {
  return {
    async write(db, { rows: given, ownerId, source, viewer, restoresDeleted, refusesDuplicates, begunAt }, now) {
      if (given.length === 0) return { created: 0, updated: 0, unchanged: 0, skips: [], refusals: [], warnings: [] }
      // Batches of one source go one after the other: what is found below stays true until the end.
      await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`import:${ownerId}:${source}`}, 0))`
      const found = matchRows(given, await findExisting(db, given, ownerId, source), source)
      const { rows, skips, refusals } = sortOut(found, { restoresDeleted, begunAt })
      const candidates = rows
        .filter(({ row, before }) => before?.sourceHash !== row.hash || before.deletedAt !== null)
        .map((change) => ({ ...change, columns: toColumns(change.row, change.before, { ownerId, source }, now) }))
      const batch = candidates.map(({ row: { line, content }, columns: { id, standardStatus, fingerprint } }) => ({
        id,
        line,
        content,
        standardStatus,
        fingerprint,
      }))
      const duplicates = await checkBatch(db, batch, { ownerId, viewer, refusesOwn: refusesDuplicates })
      const changed = candidates.filter(({ columns }) => !duplicates.refusedIds.has(columns.id))
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
            actorId: viewer.id,
            reason: `import ${source}`,
            changedAt: now,
          })),
        })
      await recordChanges(
        db,
        changed.map(({ columns }) => columns.id),
      )
      await recordSignatures(
        db,
        changed.map(({ columns: { id } }) => ({
          propertyId: id,
          signature: duplicates.signatures.get(id) ?? { minima: [], bands: [] },
        })),
      )
      await recordMatchTasks(
        db,
        changed.map(({ columns, before }) => ({
          propertyId: columns.id,
          before: before && before.deletedAt === null ? toMatchable(before) : null,
          after: toMatchable(columns),
        })),
        now,
      )
      return {
        created: created.length,
        updated: updated.length,
        unchanged: rows.length - candidates.length,
        skips,
        refusals: [...refusals, ...duplicates.refusals],
        warnings: [...changed.flatMap(warnOfHold), ...duplicates.warnings],
      }
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
    async rehearse<T>(work: (db: Db) => Promise<T>) {
      const outcome: { result?: T } = {}
      await this.transact(async (db) => {
        outcome.result = await work(db)
        throw new Rehearsed()
      }).catch((error: unknown) => {
        if (!(error instanceof Rehearsed)) throw error
      })
      return outcome.result as T
    },
  }
}

/** Ends a transaction that is to leave nothing behind. */
class Rehearsed extends Error {}

/**
 * The listings that rows of these keys mean, locked: of this source by its key, and any of the owner's by its own id, which is
 * the key of a row that was exported from here.
 */
function findExisting(db: Db, rows: readonly PreparedRow[], ownerId: string, source: string): Promise<Existing[]> {
  const keys = rows.map(({ sourceKey }) => sourceKey)
  return db.$queryRaw<Existing[]>`
    SELECT "id", "source", "sourceKey", "sourceHash", "standardStatus"::text, "listPrice", "currency", "listedAt",
      "createdAt", "updatedAt", "deletedAt", "approvedTextHash"
    FROM "properties"."Property"
    WHERE "ownerId" = ${ownerId}::uuid
      AND (("source" = ${source} AND "sourceKey" = ANY(${keys})) OR "id" = ANY(${keys.filter(isUuid)}::uuid[]))
    ORDER BY "id" FOR UPDATE`
}

interface Match {
  readonly row: PreparedRow
  readonly before: Existing | undefined
}

function matchRows(rows: readonly PreparedRow[], existing: readonly Existing[], source: string): Match[] {
  const byId = new Map(existing.map((listing) => [listing.id, listing]))
  const byKey = new Map(
    existing.filter((listing) => listing.source === source).map((listing) => [listing.sourceKey, listing]),
  )
  return rows.map((row) => ({ row, before: byKey.get(row.sourceKey) ?? byId.get(row.sourceKey.toLowerCase()) }))
}

/** Who is written, who is left deleted, and who would overwrite what came after the import began. */
function sortOut(
  matches: readonly Match[],
  { restoresDeleted, begunAt }: { readonly restoresDeleted: boolean; readonly begunAt: Date | null },
): { readonly rows: readonly Match[]; readonly skips: readonly Skip[]; readonly refusals: readonly Refusal[] } {
  const rows: Match[] = []
  const skips: Skip[] = []
  const refusals: Refusal[] = []
  const taken = new Set<string>()
  for (const match of matches) {
    const { row, before } = match
    if (before && taken.has(before.id)) {
      refusals.push({
        line: row.line,
        path: 'key',
        reason: `"${row.sourceKey}" is the listing of another row of this batch.`,
      })
      continue
    }
    if (before) taken.add(before.id)
    const isLate = before !== undefined && begunAt !== null && before.updatedAt >= begunAt
    if (before?.deletedAt && !restoresDeleted)
      skips.push({ line: row.line, reason: 'Its listing was deleted by its owner; it stays deleted.' })
    else if (isLate && before.sourceHash !== row.hash)
      refusals.push({
        line: row.line,
        path: 'key',
        reason: `"${row.sourceKey}" is the key of an earlier row of this import, or its listing was edited since the import began.`,
      })
    else rows.push(match)
  }
  return { rows, skips, refusals }
}

/** Whether a row would publish a text that looks like spam and that no reviewer has approved. */
function isSuspicious({ suspicion, standardStatus, content }: PreparedRow, before: Existing | undefined): boolean {
  if (suspicion === null || standardStatus !== 'ACTIVE') return false
  return !before?.approvedTextHash || before.approvedTextHash !== hashText(content)
}

function warnOfHold({ row, before }: Match): Warning[] {
  if (!isSuspicious(row, before)) return []
  const reason = `waits for a reviewer: ${row.suspicion}`
  return [{ line: row.line, layer: 'SPAM', path: 'row', reason, propertyId: null }]
}

function toMatchable(of: Pick<Existing, 'standardStatus' | 'listPrice' | 'currency'>) {
  return { standardStatus: of.standardStatus, amount: Number(of.listPrice), currency: of.currency }
}

/** A row as its columns, ids and times included. What a reviewer holds, is to read first, or refused stays where it is. */
function toColumns(
  row: PreparedRow,
  before: Existing | undefined,
  origin: { readonly ownerId: string; readonly source: string },
  now: Date,
) {
  const isHeld = before?.standardStatus === 'PENDING_REVIEW' || before?.standardStatus === 'REJECTED'
  const told = isSuspicious(row, before) ? 'PENDING_REVIEW' : row.standardStatus
  const standardStatus = isHeld && before ? before.standardStatus : told
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
    deletedAt: null,
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
