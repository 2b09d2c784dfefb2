import { unreadable } from './open-text.ts'
import { startCsvRecord } from './parse-csv-record.ts'
import type { BrokenRow, FileRow } from './read-rows.ts'
import { splitLines, type TextLine } from './split-lines.ts'

const delimiters = [',', ';', '\t', '|']
/** Of a record, in characters; a longer one is a quote that never closes, or no record of a table. */
const recordLengthMax = 4 * 1024 * 1024
/** Of a broken line, what is kept to be shown and mended, in characters. */
const textKept = 100_000

/**
 * The rows of a table with a header; the delimiter is the one that the header has most of. Every line of the file becomes part
 * of a row or is reported: where a quote is opened and never closed, only the line where it stands is given up and the next
 * is read anew.
 */
export async function* readCsvRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  const lines = createQueue(splitLines(text, recordLengthMax))
  const head = await readHead(lines)
  if (head === null) return
  const { delimiter, names } = head
  for (const notice of head.notices) yield { line: head.line, notice }
  for (let line = await lines.take(); line !== null; line = await lines.take()) {
    if (line.text === null) {
      yield { line: line.number, problem: 'The line is longer than 4 MB.', columns: names }
      continue
    }
    if (line.text.trim() === '') continue
    const cells = await readRecord(line.text, line, lines, delimiter, names.length)
    if ('problem' in cells) yield { line: line.number, ...cells, columns: names }
    else if (cells.some((cell) => cell.trim() !== '')) yield toRow(line.number, cells, names)
  }
}

function toRow(line: number, cells: readonly string[], names: readonly string[]): FileRow {
  const damaged = cells.findIndex((cell) => cell.includes(unreadable))
  if (damaged !== -1)
    return {
      line,
      problem: `Column "${names[damaged]}" has bytes that are no text in the file's encoding.`,
      cells: cells.map((cell) => cell.replaceAll(unreadable, '\ufffd')),
      columns: names,
    }
  return { line, values: Object.fromEntries(names.map((name, index) => [name, cells[index] ?? ''])) }
}

type Broken = Pick<BrokenRow, 'problem' | 'cells' | 'text'>

/** The cells of the record that begins in a line, as many as the header has; takes the lines that it goes on in. */
async function readRecord(
  text: string,
  first: TextLine,
  lines: Queue,
  delimiter: string,
  count: number,
): Promise<readonly string[] | Broken> {
  const record = startCsvRecord(delimiter)
  let state = record.add(text)
  let length = text.length
  let end = first.end
  const taken: TextLine[] = []
  while (state === 'open' && length < recordLengthMax) {
    const next = await lines.take()
    if (next === null) break
    taken.push(next)
    if (next.text === null) break
    length += next.text.length
    state = record.add(end + next.text)
    end = next.end
  }
  const cells = state === 'whole' ? fit(record.cells, count) : null
  if (cells !== null) return cells
  // It may be that one quote has swallowed good rows: they are read again, each from its own line.
  lines.giveBack(taken)
  const alone = startCsvRecord(delimiter, true)
  const fitting = alone.add(text) === 'whole' ? fit(alone.cells, count) : null
  if (fitting !== null) return fitting
  if (state === 'open' || (state === 'bad' && alone.cells.length < count))
    return { problem: 'A quote is opened and never closed.', text: text.slice(0, textKept) }
  return { problem: `The row has ${alone.cells.length} cells where the header has ${count}.`, cells: [...alone.cells] }
}

/** The cells when they are as many as wanted, empty ones at the end aside. */
function fit(cells: readonly string[], count: number): readonly string[] | null {
  if (cells.length < count || cells.slice(count).some((cell) => cell.trim() !== '')) return null
  return cells.slice(0, count)
}

interface Head {
  readonly line: number
  readonly delimiter: string
  readonly names: readonly string[]
  readonly notices: readonly string[]
}

async function readHead(lines: Queue): Promise<Head | null> {
  let line = await lines.take()
  while (line?.text?.trim() === '') line = await lines.take()
  if (line === null) return null
  if (line.text === null) throw new Error('The first line is longer than 4 MB: this is no table.')
  const told = /^sep=(.)$/i.exec(line.text)?.[1]
  const first = told === undefined ? line : await lines.take()
  if (first === null || first.text === null) return null
  const delimiter = told ?? detectDelimiter(first.text)
  const record = startCsvRecord(delimiter)
  let state = record.add(first.text)
  let end = first.end
  while (state === 'open') {
    const next = await lines.take()
    if (next === null || next.text === null) break
    state = record.add(end + next.text)
    end = next.end
  }
  if (state !== 'whole') throw new Error('The header opens a quote that it never closes.')
  if (record.cells.some((cell) => cell.includes(unreadable) || cell.includes('\0')))
    throw new Error("The header has bytes that are no text in the file's encoding; say which one with --encoding.")
  return { line: first.number, delimiter, ...nameColumns(record.cells) }
}

/** Every column gets a name of its own, without regard to case: none can hide another one's values. */
function nameColumns(cells: readonly string[]): Pick<Head, 'names' | 'notices'> {
  const taken = new Map<string, number>()
  const names: string[] = []
  const notices: string[] = []
  const used = new Set(cells.map((cell) => cell.trim().toLowerCase()))
  for (const [index, cell] of cells.entries()) {
    const given = cell.trim()
    const before = taken.get(given.toLowerCase())
    const isFine = given !== '' && before === undefined
    const name = isFine ? given : findFreeName(given, index)
    taken.set(name.toLowerCase(), index)
    names.push(name)
    if (given === '') notices.push(`Column ${index + 1} has no name: it is read as "${name}".`)
    else if (before !== undefined)
      notices.push(`"${given}" names the columns ${before + 1} and ${index + 1}: the later is read as "${name}".`)
  }
  return { names, notices }

  function findFreeName(given: string, index: number): string {
    for (let number = given === '' ? index + 1 : 2; ; number += 1) {
      const name = given === '' ? `column ${number}` : `${given} (${number})`
      if (!used.has(name.toLowerCase()) && !taken.has(name.toLowerCase())) return name
    }
  }
}

function detectDelimiter(line: string): string {
  const header = line.replace(/"[^"]*"/g, '')
  const counts = delimiters.map((delimiter) => header.split(delimiter).length)
  return delimiters[counts.indexOf(Math.max(...counts))] ?? ','
}

/** Lines that can be given back. */
interface Queue {
  readonly take: () => Promise<TextLine | null>
  readonly giveBack: (lines: readonly TextLine[]) => void
}

function createQueue(lines: AsyncGenerator<TextLine>): Queue {
  let returned: TextLine[] = []
  let at = 0
  return {
    async take() {
      const line = returned[at]
      if (line !== undefined) {
        at += 1
        return line
      }
      returned = []
      at = 0
      const next = await lines.next()
      return next.done ? null : next.value
    },
    giveBack(given) {
      if (given.length > 0) {
        returned = [...given, ...returned.slice(at)]
        at = 0
      }
    },
  }
}
