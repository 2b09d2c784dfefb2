import { readJsonObject } from './read-json-object.ts'
import type { FileRow } from './read-rows.ts'

const lineLengthMax = 4 * 1024 * 1024

/** One JSON object a line. A line that is none is reported; empty lines count but say nothing. */
export async function* readNdjsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let rest = ''
  let line = 0
  for await (const piece of text) {
    const lines = (rest + piece).split('\n')
    rest = lines.pop() ?? ''
    for (const one of lines) yield* readLine(one, ++line)
    if (rest.length > lineLengthMax) throw new Error(`Line ${line + 1} is longer than 4 MB: this is no NDJSON file.`)
  }
  yield* readLine(rest, ++line)
}

function* readLine(text: string, line: number): Generator<FileRow> {
  if (text.trim() === '') return
  const values = readJsonObject(text)
  yield values === null ? { line, problem: 'The line is not a JSON object.' } : { line, values }
}
