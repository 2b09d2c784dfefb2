import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { DataRow, FileRow } from '@ree-ai/properties/import/read-rows'
import { ImportPropertiesDocument } from '../generated/operations.ts'
import { createProgressBar } from './create-progress-bar.ts'
import type { RejectsWriter } from './create-rejects-writer.ts'

interface Told {
  readonly line: number
  readonly reason: string
}

/** How an import went. Every row that was read is in exactly one of the counts after `total`. */
export interface ImportTotals {
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly refused: number
  readonly refusals: readonly (Told & { readonly path: string })[]
  readonly skips: readonly Told[]
  /** What is doubtful about rows that were imported: they may be spam, or offered already. */
  readonly warnings: readonly Told[]
  /** What is odd about the file as a whole. */
  readonly notices: readonly Told[]
  /** Where the file or the platform gave up, and why: what stands behind was not imported. Null at the end of the file. */
  readonly brokenOff: Told | null
}

/** A batch ends at either bound; the router takes bodies of 1 MiB. */
const batchRows = 250
const batchBytes = 700_000
/** Refusals and skips kept to be shown; all are counted. */
const keptMax = 10_000

/**
 * Sends the rows of a file in batches, one after the other, showing how far it is. Lines that are no rows are refused like rows
 * that are wrong; nothing stops the rest. Rejects only when nothing was imported; later failures are `brokenOff`.
 */
export async function importFile(
  file: string,
  deps: {
    readonly router: RouterClient
    readonly rows: AsyncIterable<FileRow>
    readonly source: string
    readonly mapping: { readonly mappingName: string } | { readonly mapping: Record<string, unknown> }
    readonly ownerId: string
    readonly dryRun?: boolean
    readonly restoreDeleted?: boolean
    readonly refuseDuplicates?: boolean
    readonly rejects?: RejectsWriter | null
  },
): Promise<ImportTotals> {
  const { dryRun = false, restoreDeleted = false, rejects = null } = deps
  const bar = createProgressBar(`${dryRun ? 'Checking' : 'Importing'} ${file}`)
  const refusals: ImportTotals['refusals'][number][] = []
  const skips: Told[] = []
  const warnings: Told[] = []
  const notices: Told[] = []
  let jobId: string | undefined
  let counts = { total: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 }
  let broken = 0
  let brokenOff: Told | null = null
  let batch: DataRow[] = []
  let bytes = 0

  const showProgress = () => bar.update(counts.total + broken, `${counts.refused + broken} refused`)
  const refuseHere = (line: number, reason: string) => {
    broken += 1
    keep(refusals, [{ line, path: 'row', reason }])
    showProgress()
  }
  const send = async () => {
    const rows = batch
    batch = []
    bytes = 0
    const sent = rows.map(({ line, values }) => ({ line, values: { ...values } }))
    const input = {
      source: deps.source,
      ...deps.mapping,
      ownerId: deps.ownerId,
      rows: sent,
      jobId,
      dryRun,
      restoreDeleted,
      duplicates: (deps.refuseDuplicates ? 'REFUSE' : 'WARN') as 'REFUSE' | 'WARN',
    }
    const { importProperties } = await deps.router(ImportPropertiesDocument, { input }, { timeoutMs: 120_000 })
    const { id, refusals: refused, skips: skipped, warnings: doubts, ...totals } = importProperties
    if (!dryRun) jobId = id
    // A job counts on; what is only checked is no job.
    counts = dryRun ? add(counts, totals) : totals
    keep(refusals, refused)
    keep(skips, skipped)
    keep(warnings, doubts)
    if (rejects !== null)
      for (const row of rows) {
        const reasons = refused.filter(({ line }) => line === row.line).map(({ path, reason }) => `${path}: ${reason}`)
        if (reasons.length > 0) await rejects.write(row, reasons)
      }
    showProgress()
  }
  let firstUnsent = 1
  try {
    for await (const row of deps.rows) {
      if ('notice' in row) {
        keep(notices, [{ line: row.line, reason: row.notice }])
        continue
      }
      if ('problem' in row) {
        if (row.isEnd) brokenOff = { line: row.line, reason: row.problem }
        refuseHere(row.line, row.problem)
        await rejects?.writeBroken(row)
        continue
      }
      const rowBytes = Buffer.byteLength(JSON.stringify(row)) + 1
      if (rowBytes > batchBytes) {
        const reason = `has ${rowBytes.toLocaleString('en')} bytes; at most ${batchBytes.toLocaleString('en')} are taken.`
        refuseHere(row.line, reason)
        await rejects?.write(row, [`row: ${reason}`])
        continue
      }
      if (batch.length === batchRows || bytes + rowBytes > batchBytes) await send()
      if (batch.length === 0) firstUnsent = row.line
      batch.push(row)
      bytes += rowBytes
    }
    if (batch.length > 0) await send()
  } catch (error) {
    if (counts.total === 0) throw error
    brokenOff = { line: firstUnsent, reason: error instanceof Error ? error.message : String(error) }
  } finally {
    bar.stop()
  }
  return {
    ...counts,
    total: counts.total + broken,
    refused: counts.refused + broken,
    refusals,
    skips,
    warnings,
    notices,
    brokenOff,
  }
}

type Counts = Pick<ImportTotals, 'total' | 'created' | 'updated' | 'unchanged' | 'skipped' | 'refused'>

function add(one: Counts, other: Counts): Counts {
  return {
    total: one.total + other.total,
    created: one.created + other.created,
    updated: one.updated + other.updated,
    unchanged: one.unchanged + other.unchanged,
    skipped: one.skipped + other.skipped,
    refused: one.refused + other.refused,
  }
}

function keep<T>(kept: T[], more: readonly T[]): void {
  kept.push(...more.slice(0, Math.max(0, keptMax - kept.length)))
}
