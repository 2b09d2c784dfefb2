import { Readable } from 'node:stream'
import { type CsvError, type InfoRecord, parse } from 'csv-parse'
import type { FileRow } from './read-rows.ts'

const delimiters = [',', ';', '\t', '|']
const recordSizeMax = 4 * 1024 * 1024

/**
 * The rows of a table of comma-separated values with a header; the delimiter is the one that the header has most of. A
 * row with too few or too many columns, or with a quote that never ends, is reported with its line.
 */
export async function* readCsvRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const pieces = text[Symbol.asyncIterator]()
  const head = await readHead(pieces)
  const skipped: FileRow[] = []
  const parser = parse({
    delimiter: detectDelimiter(head),
    record_delimiter: ['\r\n', '\n', '\r'],
    columns: (header: string[]) => header.map((name) => name.trim()),
    info: true,
    relax_quotes: true,
    skip_empty_lines: true,
    skip_records_with_error: true,
    max_record_size: recordSizeMax,
    on_skip: (error) => void (error && skipped.push({ line: Number(error.lines), problem: describe(error) })),
  })
  const source = Readable.from(restore(head, pieces), { objectMode: false })
  source.on('error', (error) => parser.destroy(error))
  let lastLine = 1
  for await (const { record, info } of source.pipe(parser) as AsyncIterable<{
    record: Record<string, string>
    info: InfoRecord
  }>) {
    yield* skipped.splice(0)
    // `lines` is where a record ends; it began behind the one before, and a quoted value may span lines.
    yield { line: Math.min(info.lines, Math.max(lastLine + 1, info.lines - countLineEnds(record))), values: record }
    lastLine = info.lines
  }
  yield* skipped.splice(0)
}

function countLineEnds(record: Readonly<Record<string, string>>): number {
  return Object.values(record).reduce((count, value) => count + value.split('\n').length - 1, 0)
}

function describe(error: CsvError): string {
  if (error.code === 'CSV_QUOTE_NOT_CLOSED') return 'A quote is opened and never closed.'
  if (error.code === 'CSV_MAX_RECORD_SIZE') return 'The row is larger than 4 MB: is a quote never closed?'
  return `${error.message.replace(/,\s*$/, '')}.`
}

async function readHead(pieces: AsyncIterator<string>): Promise<string> {
  let head = ''
  while (!head.includes('\n')) {
    const next = await pieces.next()
    if (next.done) break
    head += next.value
  }
  return head.replace(/^\ufeff/, '')
}

async function* restore(head: string, pieces: AsyncIterator<string>): AsyncGenerator<string> {
  yield head
  for (let next = await pieces.next(); !next.done; next = await pieces.next()) yield next.value
}

function detectDelimiter(head: string): string {
  const header = (head.split(/\r?\n/, 1)[0] ?? '').replace(/"[^"]*"/g, '')
  const counts = delimiters.map((delimiter) => header.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}
