import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { FileRow } from '@ree-ai/properties/import/read-rows'
import { ImportPropertiesDocument } from '../generated/operations.ts'
import { createProgressBar } from './create-progress-bar.ts'

/** How an import went. */
export interface ImportTotals {
  readonly total: number
  readonly created: number
  readonly updated: number
  readonly unchanged: number
  readonly skipped: number
  readonly refused: number
  readonly refusals: readonly { readonly line: number; readonly path: string; readonly reason: string }[]
}

/** A batch ends at either bound; the router takes bodies of 1 MiB. */
const batchRows = 250
const batchBytes = 700_000
/** Refusals kept to be shown; all are counted. */
const refusalsKept = 10_000

/**
 * Sends the rows of a file in batches, one after the other, showing how far it is. Lines that are no rows are refused
 * like rows that are wrong; nothing stops the rest.
 */
export async function importFile(
  file: string,
  deps: {
    readonly router: RouterClient
    readonly rows: AsyncIterable<FileRow>
    readonly source: string
    readonly mapping: { readonly mappingName: string } | { readonly mapping: Record<string, unknown> }
    readonly ownerId: string
  },
): Promise<ImportTotals> {
  const bar = createProgressBar(`Importing ${file}`)
  const refusals: ImportTotals['refusals'][number][] = []
  const keep = (more: ImportTotals['refusals']) =>
    refusals.push(...more.slice(0, Math.max(0, refusalsKept - refusals.length)))
  let broken = 0
  let jobId: string | undefined
  let counts = { total: 0, created: 0, updated: 0, unchanged: 0, skipped: 0, refused: 0 }
  const send = async (rows: { readonly line: number; readonly values: Record<string, unknown> }[]) => {
    const input = { source: deps.source, ...deps.mapping, ownerId: deps.ownerId, rows, jobId }
    const { importProperties } = await deps.router(ImportPropertiesDocument, { input }, { timeoutMs: 120_000 })
    const { id, refusals: more, ...totals } = importProperties
    jobId = id
    counts = totals
    keep(more)
    bar.update(counts.total, `${counts.refused + broken} refused`)
  }
  let batch: { readonly line: number; readonly values: Record<string, unknown> }[] = []
  let bytes = 0
  for await (const row of deps.rows) {
    if ('problem' in row) {
      broken++
      keep([{ line: row.line, path: 'row', reason: row.problem }])
      continue
    }
    batch.push(row)
    bytes += JSON.stringify(row).length
    if (batch.length < batchRows && bytes < batchBytes) continue
    await send(batch)
    batch = []
    bytes = 0
  }
  if (batch.length > 0) await send(batch)
  bar.stop()
  return { ...counts, total: counts.total + broken, refused: counts.refused + broken, refusals }
}
