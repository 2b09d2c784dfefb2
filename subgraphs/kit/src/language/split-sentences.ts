import { joinsNextSentence } from './joins-next-sentence.ts'
import { type Block, readBlocks } from './read-blocks.ts'
import type { Span } from './span.ts'

/** `Intl.Segmenter` is superlinear: it never sees more than this many UTF-16 units at once. */
const windowMax = 8_192
/** A shorter line inside a paragraph ends where it ends ("Bedrooms: 3"); a longer one is taken as wrapped prose. */
const wrappedLineMin = 40

const segmenter = new Intl.Segmenter('en', { granularity: 'sentence' })

/** A sentence and the block it stands in; `isBlockStart` for the first of a block. */
export type Sentence = Span & { readonly block: Block; readonly isBlockStart: boolean }

/**
 * The sentences of plain or Markdown text as UTF-16 spans, in order. They partition the text: the white space after a
 * sentence belongs to it, leading white space of the text belongs to the first one (`trimSpan` cuts both off), so the
 * first span starts at 0, each starts where the one before ends and the last ends at `text.length`. An empty text has none.
 *
 * Headings, list items and table rows begin and end sentences; a fenced code block is one sentence. Abbreviations of
 * listings, addresses and titles do not end one (`joinsNextSentence`). Prose without a full stop is cut every 8,192 units. Linear in the
 * length of the text.
 */
export function splitSentences(text: string): readonly Span[] {
  return Array.from(readSentences(text), ({ start, end }) => ({ start, end }))
}

/** The same sentences, read only as far as the caller goes on, with the block of each. */
export function* readSentences(text: string): Generator<Sentence> {
  for (const block of readBlocks(text)) {
    let isBlockStart = true
    for (const { start, end } of readBlockSentences(text, block)) {
      yield { start, end, block, isBlockStart }
      isBlockStart = false
    }
  }
}

function* readBlockSentences(text: string, block: Block): Generator<Span> {
  if (block.kind === 'code' || block.kind === 'heading') yield block
  else if (block.kind === 'table') yield* readRows(text, block)
  else for (const part of readUnwrapped(text, block)) yield* readProse(text, part)
}

function* readProse(text: string, { start, end }: Span): Generator<Span> {
  let from = start
  while (from < end) {
    const to = windowEnd(text, from, end)
    // A line feed always ends a sentence for the segmenter; the lines left here are wrapped prose.
    const window = text.slice(from, to).replace(/[\r\n]/g, ' ')
    const starts = sentenceStarts(window)
    const last = starts.at(-1) ?? 0
    // The last sentence of a window may go on behind it: it is read again, unless that would make no headway.
    const isCut = to < end && last > windowMax / 2
    if (isCut) starts.pop()
    const consumed = isCut ? from + last : to
    for (const [i, at] of starts.entries()) {
      const next = starts[i + 1]
      yield { start: from + at, end: next === undefined ? consumed : from + next }
    }
    from = consumed
  }
}

function sentenceStarts(window: string): number[] {
  if (!/\p{Sentence_Terminal}/u.test(window)) return [0]
  const starts: number[] = []
  let hasWords = false
  for (const { segment, index } of segmenter.segment(window)) {
    const from = Math.max(starts.at(-1) ?? 0, index - 48)
    const isNew = hasWords && segment.trim() !== '' && !joinsNextSentence(window.slice(from, index), segment)
    if (starts.length === 0 || isNew) {
      starts.push(index)
      hasWords = segment.trim() !== ''
    } else hasWords ||= segment.trim() !== ''
  }
  return starts
}

/** At most `windowMax` units on, behind white space where there is some, never inside a surrogate pair. */
function windowEnd(text: string, from: number, end: number): number {
  if (end - from <= windowMax) return end
  const limit = from + windowMax
  for (let at = limit; at > from + windowMax / 2; at--) if (/\s/.test(text[at - 1] ?? '')) return at
  return isLowSurrogate(text.charCodeAt(limit)) ? limit - 1 : limit
}

function isLowSurrogate(unit: number): boolean {
  return unit >= 0xdc00 && unit <= 0xdfff
}

function* readRows(text: string, block: Span): Generator<Span> {
  let start = block.start
  while (start < block.end) {
    const feed = text.indexOf('\n', start)
    const end = feed === -1 || feed >= block.end ? block.end : feed + 1
    // Only blank lines can be left behind the last row: they stay with it.
    const isLast = !text.slice(end, Math.min(end + windowMax, block.end)).includes('|')
    yield { start, end: isLast ? block.end : end }
    start = isLast ? block.end : end
  }
}

/** Cuts a block behind short lines, so that "Price: 900\nDeposit: 900" is two sentences and wrapped prose is not cut. */
function* readUnwrapped(text: string, block: Span): Generator<Span> {
  let partStart = block.start
  let lineStart = block.start
  for (;;) {
    const feed = text.indexOf('\n', lineStart)
    if (feed === -1 || feed + 1 >= block.end) break
    const next = feed + 1
    const line = text.slice(lineStart, feed).trim()
    const rest = text.slice(next, Math.min(next + 16, block.end)).trimStart()
    const isShort = line !== '' && line.length < wrappedLineMin && rest !== '' && !/^[\p{Ll}),;]/u.test(rest)
    if (isShort) {
      yield { start: partStart, end: next }
      partStart = next
    }
    lineStart = next
  }
  yield { start: partStart, end: block.end }
}
