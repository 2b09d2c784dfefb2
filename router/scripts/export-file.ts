import { renameSync } from 'node:fs'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import type { ExportPropertiesQueryVariables } from '../generated/operations.ts'
import { ExportPropertiesDocument } from '../generated/operations.ts'
import { createProgressBar } from './create-progress-bar.ts'
import { formatCsvLine } from './format-csv-line.ts'
import { openTextWriter } from './open-text-writer.ts'

const pageSize = 200
const timeoutMs = 60_000

/**
 * Writes listings to a file, page by page, in a layout that the mapping `export` reads back. Returns how
 * many. Rejects when the platform or the disk gives up; what was written is then in `FILE.part`.
 */
export async function exportFile(
  file: string,
  deps: {
    readonly router: RouterClient
    readonly format: 'csv' | 'json' | 'ndjson'
    readonly filter: ExportPropertiesQueryVariables['filter']
    readonly ownerId: string | null
  },
): Promise<number> {
  const { format } = deps
  const bar = createProgressBar(`Exporting to ${file}`)
  // Under another name until it is whole: nobody takes half an export for all of it.
  const part = `${file}.part`
  const { put, close } = openTextWriter(part)
  let after: string | null = null
  let count = 0
  let total = 0
  try {
    if (format === 'json') await put('[')
    for (let hasMore = true; hasMore; ) {
      const isFirst = after === null
      const variables: ExportPropertiesQueryVariables = {
        format: format === 'csv' ? 'FLAT' : 'NESTED',
        filter: deps.filter,
        ownerId: deps.ownerId,
        first: pageSize,
        after,
        withCount: isFirst,
      }
      const { exportProperties: page } = await deps.router(ExportPropertiesDocument, variables, { timeoutMs })
      total = page.totalCount ?? total
      const [first] = page.rows
      if (format === 'csv' && isFirst && first !== undefined) await put(formatCsvLine(Object.keys(first)))
      for (const row of page.rows) {
        if (format === 'csv') await put(formatCsvLine(Object.values(row)))
        else
          await put(
            format === 'ndjson' ? `${JSON.stringify(row)}\n` : `${count === 0 ? '' : ','}\n${JSON.stringify(row)}`,
          )
        count += 1
      }
      bar.update(count, `${count} listings`, Math.max(total, count, 1))
      hasMore = page.hasMore
      after = page.endCursor ?? null
    }
    if (format === 'json') await put('\n]\n')
  } finally {
    bar.stop()
    await close()
  }
  renameSync(part, file)
  return count
}
