import { readJsonRow } from './read-json-row.ts'
import type { FileRow } from './read-rows.ts'

const lengthMax = 4 * 1024 * 1024

/**
 * The objects of one JSON array, streamed: each is cut out by its brackets and parsed by itself, so that one that is no JSON
 * is reported with its line and the others go on. A text does not span lines, so that a quote that is missing spoils one
 * object. Where brackets do not match any more the reading ends and says so. Throws when the file begins as no array.
 */
export async function* readJsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let item = ''
  let isTooLong = false
  let itemLine = 1
  let line = 1
  let depth = 0
  let isInString = false
  let isEscaped = false
  let hasBegun = false
  /** How far the line is indented so far; null behind its first character. */
  let indent: number | null = 0
  let itemIndent: number | null = null
  let isSpoilt = false
  for await (const piece of text) {
    let start = 0
    for (let index = 0; index < piece.length; index += 1) {
      const code = piece.charCodeAt(index)
      if (code === newline) {
        line += 1
        // No text spans lines: a quote is missing here.
        if (isInString) isSpoilt = true
        isInString = false
        isEscaped = false
        indent = 0
        continue
      }
      const lineIndent = indent
      if (indent !== null) indent = isSpace(code) ? indent + 1 : null
      if (isInString) {
        if (isEscaped) isEscaped = false
        else if (code === backslash) isEscaped = true
        else if (code === quote) isInString = false
        continue
      }
      if (depth === 0) {
        if (isSpace(code)) continue
        if (code !== opens.array) {
          if (!hasBegun) throw new Error('The file is not a JSON array of objects.')
          yield { line, problem: 'The file goes on behind the end of its array.', isEnd: true }
          return
        }
        hasBegun = true
        depth = 1
        start = index + 1
        itemLine = line
        continue
      }
      if (depth === 1 && code === opens.object) {
        itemIndent = lineIndent
        isSpoilt = false
      } else if (isSpoilt && code === opens.object && lineIndent !== null && lineIndent === itemIndent) {
        // The missing quote took the item's end with it: what begins where items begin is the next one.
        yield* readItem(item + piece.slice(start, index), itemLine, isTooLong)
        item = ''
        isTooLong = false
        isSpoilt = false
        itemLine = line
        start = index
        depth = 1
      }
      if (code === quote) isInString = true
      else if (code === opens.object || code === opens.array) depth += 1
      else if (depth === 1 && code === closes.object) {
        yield { line, problem: 'A bracket closes here that nothing opened.', isEnd: true }
        return
      } else if (depth === 1 && (code === comma || code === closes.array)) {
        yield* readItem(item + piece.slice(start, index), itemLine, isTooLong)
        item = ''
        isTooLong = false
        itemLine = line
        start = index + 1
        if (code === closes.array) depth = 0
      } else if (code === closes.object || code === closes.array) depth -= 1
    }
    if (depth === 0) continue
    if (!isTooLong) item += piece.slice(start)
    if (item.length <= lengthMax) continue
    isTooLong = true
    item = ''
  }
  if (depth === 0) return
  const begin = item.search(/\S/)
  const beginLine = begin === -1 ? line : itemLine + item.slice(0, begin).split('\n').length - 1
  const last = depth === 1 && begin !== -1 ? readJsonRow(item.trim(), beginLine, 'The item') : null
  if (last !== null && 'values' in last) {
    yield last
    yield { line, problem: 'The file ends here, in the middle of its array.', isEnd: true }
  } else yield { line: beginLine, problem: 'The file ends in the middle of what begins here.', isEnd: true }
}

const newline = 10
const quote = 34
const comma = 44
const backslash = 92
const opens = { array: 91, object: 123 }
const closes = { array: 93, object: 125 }

function isSpace(code: number): boolean {
  return code === 32 || code === 13 || code === 9
}

function* readItem(text: string, startLine: number, isTooLong: boolean): Generator<FileRow> {
  if (isTooLong) {
    yield { line: startLine, problem: 'The item that begins about here is longer than 4 MB.' }
    return
  }
  const begin = text.search(/\S/)
  if (begin === -1) return
  const line = startLine + (text.slice(0, begin).split('\n').length - 1)
  yield readJsonRow(text.trim(), line, 'The item')
}
