import { extname } from 'node:path'
import type { BrokenRow, DataRow } from '@ree-ai/properties/import/read-rows'
import { formatCsvLine } from './format-csv-line.ts'
import { openTextWriter, type TextWriter } from './open-text-writer.ts'

/** Writes what could not be imported, so that it can be mended and sent again. */
export interface RejectsWriter {
  /** A row with all that is wrong with it. */
  readonly write: (row: DataRow, reasons: readonly string[]) => Promise<void>
  /** A line that is no row. */
  readonly writeBroken: (row: BrokenRow) => Promise<void>
  /** Returns how many were written; without any there is no file. */
  readonly close: () => Promise<number>
}

const own = ['import_line', 'import_reason'] as const

/**
 * A file of refused rows in their own layout, with the line and the reasons in two columns before them, which an import does not
 * look at: CSV for tables, NDJSON for anything. Throws when the file's ending fits neither.
 */
export function createRejectsWriter(file: string, source: 'csv' | 'json' | 'ndjson'): RejectsWriter {
  const ending = extname(file).toLowerCase()
  const isTable = ending === '.csv'
  if (!isTable && ending !== '.ndjson' && ending !== '.jsonl')
    throw new Error('--rejects takes a .csv or .ndjson file.')
  if (isTable && source !== 'csv')
    throw new Error('The rows of a JSON file do not fit into a table: give --rejects an .ndjson file.')
  let writer: TextWriter | null = null
  let columns: readonly string[] | null = null
  let count = 0

  const put = (text: string) => {
    writer ??= openTextWriter(file)
    return writer.put(text)
  }
  const begin = async (names: readonly string[]) => {
    if (columns !== null) return
    columns = names
    if (isTable) await put(formatCsvLine([...own, ...names]))
  }
  const putObject = (line: number, reason: string, rest: object) =>
    put(`${JSON.stringify({ import_line: line, import_reason: reason, ...rest })}\n`)

  return {
    async write({ line, values }, reasons) {
      count += 1
      await begin(Object.keys(values))
      const reason = reasons.join(' ')
      if (isTable) await put(formatCsvLine([line, reason, ...(columns ?? []).map((name) => values[name])]))
      else await putObject(line, reason, values)
    },
    async writeBroken({ line, problem, cells, text, columns: names = [] }) {
      count += 1
      await begin(names)
      if (!isTable) return putObject(line, problem, { import_text: text ?? cells?.join(',') ?? '' })
      const byName = new Map(names.map((name, index) => [name, cells?.[index]]))
      const known = cells === undefined ? [text ?? ''] : (columns ?? []).map((name) => byName.get(name))
      await put(formatCsvLine([line, problem, ...known, ...(cells?.slice(names.length) ?? [])]))
    },
    async close() {
      await writer?.close()
      return count
    },
  }
}
