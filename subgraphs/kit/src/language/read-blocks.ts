import type { Span } from './span.ts'

export type BlockKind = 'heading' | 'paragraph' | 'list-item' | 'table' | 'code'
/** `level` is 1 to 6 for headings and 0 for every other kind. */
export type Block = Span & { readonly kind: BlockKind; readonly level: number }

type Line = Span & { readonly body: string }

const headingMark = /^ {0,3}(#{1,6})(?:\s|$)/
const fenceMark = /^ {0,3}(`{3,}|~{3,})/
const listMark = /^\s{0,12}(?:[-*+•]|\d{1,9}[.)])\s/
const tableRow = /^\s{0,12}\|/
const tableRule = /^[\s|:-]{3,}$/

/**
 * Reads plain or Markdown text block by block, as far as the caller goes on. The blocks are in order and together cover the whole
 * text: blank lines belong to the block before them (those at the very start to the first block). Headings are `#` lines and lines
 * underlined with `===` or `---`; a table is a run of rows; a code block is everything between two fences (to the end of the text
 * when the closing fence is missing). Linear in the length of the text.
 */
export function* readBlocks(text: string): Generator<Block> {
  let start = 0
  let line = skipBlank(text, readLine(text, 0))
  while (line) {
    const { kind, level, next } = readBlock(text, line)
    line = skipBlank(text, next)
    const end = line?.start ?? text.length
    yield { start, end, kind, level }
    start = end
  }
  if (start === 0 && text !== '') yield { start: 0, end: text.length, kind: 'paragraph', level: 0 }
}

function readBlock(text: string, first: Line): { kind: BlockKind; level: number; next: Line | undefined } {
  const second = readLine(text, first.end)
  const heading = headingMark.exec(first.body)
  if (heading) return { kind: 'heading', level: heading[1]?.length ?? 1, next: second }
  const fence = fenceMark.exec(first.body)?.[1]
  if (fence) return { kind: 'code', level: 0, next: afterFence(text, second, fence) }
  let line = second
  if (startsTable(first, second)) {
    while (line?.body.includes('|')) line = readLine(text, line.end)
    return { kind: 'table', level: 0, next: line }
  }
  const isListItem = listMark.test(first.body)
  const underline = second?.body.trimEnd() ?? ''
  if (second && !isListItem && /^(?:={3,}|-{3,})$/.test(underline)) {
    return { kind: 'heading', level: underline.startsWith('=') ? 1 : 2, next: readLine(text, second.end) }
  }
  while (line) {
    const next = readLine(text, line.end)
    if (interruptsParagraph(line, next)) break
    line = next
  }
  return { kind: isListItem ? 'list-item' : 'paragraph', level: 0, next: line }
}

function interruptsParagraph(line: Line, next: Line | undefined): boolean {
  const { body } = line
  return (
    isBlank(line) || headingMark.test(body) || fenceMark.test(body) || listMark.test(body) || startsTable(line, next)
  )
}

function startsTable({ body }: Line, next: Line | undefined): boolean {
  if (tableRow.test(body)) return true
  const rule = next?.body ?? ''
  return body.includes('|') && rule.includes('-') && rule.includes('|') && rule.length < 2_000 && tableRule.test(rule)
}

function afterFence(text: string, from: Line | undefined, fence: string): Line | undefined {
  for (let line = from; line; line = readLine(text, line.end)) {
    const closing = fenceMark.exec(line.body)?.[1]
    if (closing && closing[0] === fence[0] && closing.length >= fence.length) return readLine(text, line.end)
  }
  return undefined
}

function skipBlank(text: string, from: Line | undefined): Line | undefined {
  let line = from
  while (line && isBlank(line)) line = readLine(text, line.end)
  return line
}

function isBlank(line: Line): boolean {
  return line.body.trim() === ''
}

/** The line at `start` with its line feed inside the span and outside the body. */
function readLine(text: string, start: number): Line | undefined {
  if (start >= text.length) return undefined
  const feed = text.indexOf('\n', start)
  const end = feed === -1 ? text.length : feed + 1
  return { start, end, body: text.slice(start, feed === -1 ? end : feed) }
}
