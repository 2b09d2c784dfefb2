import { extname } from 'node:path'
import { openText } from './open-text.ts'
import { readCsvRows } from './read-csv-rows.ts'
import { readJsonRows } from './read-json-rows.ts'
import { readNdjsonRows } from './read-ndjson-rows.ts'

/** A row of a file, or why a line of it is none. Lines count from 1. */
export type FileRow =
  | { readonly line: number; readonly values: Readonly<Record<string, unknown>> }
  | { readonly line: number; readonly problem: string }

export type FileFormat = 'csv' | 'json' | 'ndjson'

const formats: Readonly<Record<string, FileFormat>> = {
  '.csv': 'csv',
  '.tsv': 'csv',
  '.txt': 'csv',
  '.json': 'json',
  '.ndjson': 'ndjson',
  '.jsonl': 'ndjson',
}

/**
 * The rows of a table, streamed, with what is wrong with the lines that are none: a broken line never stops the rest.
 * The format is told by the file's ending. Throws when the file cannot be read or the ending says nothing.
 */
export async function* readRows(path: string, format = formats[extname(path).toLowerCase()]): AsyncGenerator<FileRow> {
  if (format === undefined)
    throw new Error(`Cannot tell the format of ${path}: name the file .csv, .tsv, .json, .ndjson or .jsonl.`)
  const text = await openText(path)
  if (format === 'csv') yield* readCsvRows(text)
  else if (format === 'json') yield* readJsonRows(text)
  else yield* readNdjsonRows(text)
}
