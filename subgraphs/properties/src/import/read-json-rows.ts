import type { FileRow } from './read-rows.ts'

const lengthMax = 256 * 1024 * 1024

/**
 * The objects of one JSON array, streamed: each is cut out by its brackets and parsed by itself, so that one that is no
 * JSON is reported with its line and the others go on. Throws when the file is no array, or an object exceeds 256 MB.
 */
export async function* readJsonRows(text: AsyncIterable<string>): AsyncGenerator<FileRow> {
  let item = ''
  let itemLine = 1
  let line = 1
  let depth = 0
  let isInString = false
  let isEscaped = false
  for await (const piece of text) {
    let start = 0
    for (let index = 0; index < piece.length; index += 1) {
      const character = piece[index]
      if (character === '\n') line += 1
      if (isInString) {
        if (isEscaped) isEscaped = false
        else if (character === '\\') isEscaped = true
        else if (character === '"') isInString = false
        continue
      }
      if (character === '"') isInString = true
      if (depth === 0 && !isSpace(character) && character !== '[')
        throw new Error('The file is not a JSON array of objects.')
      if (character === '{' || character === '[') {
        depth += 1
        if (depth === 1) start = index + 1
      }
      const isEnd = depth === 1 && (character === ',' || character === ']')
      if (isEnd) {
        yield* readItem(item + piece.slice(start, index), itemLine)
        item = ''
        itemLine = line
        start = index + 1
      }
      if (character === '}' || character === ']') depth -= 1
    }
    if (depth > 0) item += piece.slice(start)
    if (item.length > lengthMax) throw new Error(`The object in line ${itemLine} is larger than 256 MB.`)
  }
  if (depth > 0) yield { line: itemLine, problem: 'The file ends in the middle of an object.' }
}

function isSpace(character: string | undefined): boolean {
  return character === ' ' || character === '\n' || character === '\r' || character === '\t' || character === '\ufeff'
}

function* readItem(text: string, startLine: number): Generator<FileRow> {
  const trimmed = text.trim()
  if (trimmed === '') return
  const line = startLine + (text.slice(0, text.indexOf(trimmed)).split('\n').length - 1)
  try {
    const value: unknown = JSON.parse(trimmed)
    if (typeof value === 'object' && value !== null && !Array.isArray(value)) {
      yield { line, values: value as Record<string, unknown> }
      return
    }
  } catch {
    // Told below, together with what is JSON but no object.
  }
  yield { line, problem: 'The item is not a JSON object.' }
}
