import { extname } from 'node:path'
import type { Encoding } from './detect-encoding.ts'
import { openText } from './open-text.ts'
import { readCsvRows } from './read-csv-rows.ts'
import { readJsonRows } from './read-json-rows.ts'
import { readNdjsonRows } from './read-ndjson-rows.ts'

/** What a file says line by line. Lines count from 1, as an editor counts them. */
export type FileRow = DataRow | BrokenRow | Notice

export interface DataRow {
  readonly line: number
  readonly values: Readonly<Record<string, unknown>>
}

/** A line that is no row, and why. */
export interface BrokenRow {
  readonly line: number
  readonly problem: string
  /** What stands there, so that it can be mended: its cells, or its text where that can be kept. */
  readonly cells?: readonly string[]
  /** What the columns of the table are called. */
  readonly columns?: readonly string[]
  readonly text?: string
  /** Nothing behind this place can be read. */
  readonly isEnd?: true
}

/** Something to know that is no row's fault. */
export interface Notice {
  readonly line: number
  readonly notice: string
}

export type FileFormat = 'csv' | 'json' | 'ndjson'

const formats: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/** The format that a file's ending tells. Throws when it tells none. */
export function tellFormat(path: string): FileFormat {
  const format = formats[extname(path).toLowerCase()]
  if (format === undefined)
    throw new Error(`Cannot tell the format of ${path}: name the file .csv, .tsv, .json, .ndjson or .jsonl.`)
  return format
}

/**
 * The rows of a table, streamed, with what is wrong with the lines that are none: a broken line never stops the rest, and
 * the place where nothing more can be read is told last. Holds a few megabytes at most, however large the file. Throws when
 * the file cannot be opened, is no text, or is no table from its beginning.
 */
export async function* readRows(
  path: string,
  options: { readonly format?: FileFormat; readonly encoding?: Encoding } = {},
): AsyncGenerator<FileRow> {
  const format = options.format ?? tellFormat(path)
  const text = await openText(path, options.encoding)
  let line = 0
  try {
    for await (const row of readFormat(format, text)) {
      line = row.line
      yield row
    }
  } catch (error) {
    if (line === 0) throw error
    const reason = error instanceof Error ? error.message : String(error)
    yield { line: line + 1, problem: `The file cannot be read from about here: ${reason}`, isEnd: true }
  }
}

function readFormat(format: FileFormat, text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  if (format === 'csv') return readCsvRows(text)
  return format === 'json' ? readJsonRows(text) : readNdjsonRows(text)
}
