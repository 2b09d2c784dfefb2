import { readJsonRow } from './read-json-row.ts'
import type { FileRow } from './read-rows.ts'
import { splitLines } from './split-lines.ts'

const lineLengthMax = 4 * 1024 * 1024

/** One JSON object a line. A line that is none is reported; empty lines count but say nothing. */
export async function* readNdjsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  for await (const line of splitLines(text, lineLengthMax)) {
    if (line.text === null) yield { line: line.number, problem: 'The line is longer than 4 MB.' }
    else if (line.text.trim() !== '') yield readJsonRow(line.text, line.number, 'The line')
  }
}
