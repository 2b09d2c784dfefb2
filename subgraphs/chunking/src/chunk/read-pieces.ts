import { countTokens } from '@ree-ai/kit/language/count-tokens'
import type { Span } from '@ree-ai/kit/language/span'

const lineEnd = /\n/g
const wordEnd = /\S\s+/g
/** Longer spans are taken as too large without being counted, so that one step never takes long. */
const countedMax = 16_384

export type Piece = Span & { readonly tokens: number }

/**
 * A span as pieces of at most `maxTokens`: whole when it fits, otherwise cut between lines, lines between words and, where
 * one word is too large, inside it (never inside a surrogate pair). The pieces partition the span.
 */
export function* readPieces(text: string, span: Span, maxTokens: number): Generator<Piece> {
  const whole = fit(text, span, maxTokens)
  if (whole) yield whole
  else for (const line of readParts(text, span, lineEnd)) yield* readLinePieces(text, line, maxTokens)
}

/** The words of a span, each with the white space behind it; those over `maxTokens` in parts. */
export function* readWords(text: string, span: Span, maxTokens: number): Generator<Piece> {
  for (const word of readParts(text, span, wordEnd)) {
    const whole = fit(text, word, maxTokens)
    if (whole) yield whole
    else yield* cutWord(text, word, maxTokens)
  }
}

function* readLinePieces(text: string, line: Span, maxTokens: number): Generator<Piece> {
  const whole = fit(text, line, maxTokens)
  if (whole) {
    yield whole
    return
  }
  let open: Piece | undefined
  for (const word of readWords(text, line, maxTokens)) {
    if (open && open.tokens + word.tokens <= maxTokens && word.end - open.start <= countedMax) {
      open = { start: open.start, end: word.end, tokens: open.tokens + word.tokens }
      continue
    }
    if (open) yield open
    open = word
  }
  if (open) yield open
}

function fit(text: string, { start, end }: Span, maxTokens: number): Piece | undefined {
  if (end - start > countedMax) return undefined
  const tokens = countTokens(text.slice(start, end))
  return tokens <= maxTokens ? { start, end, tokens } : undefined
}

/** Parts that end behind each match of `separator` (global); a part without one for long is cut at `countedMax`. */
function* readParts(text: string, { start, end }: Span, separator: RegExp): Generator<Span> {
  let from = start
  while (from < end) {
    const window = text.slice(from, Math.min(from + countedMax, end))
    let consumed = 0
    for (;;) {
      // The expression is shared and this is a generator: its place is set before each use, and read before others run.
      separator.lastIndex = consumed
      if (!separator.test(window)) break
      const start = from + consumed
      consumed = separator.lastIndex
      yield { start, end: from + consumed }
    }
    if (from + window.length >= end && consumed < window.length) {
      yield { start: from + consumed, end }
      return
    }
    if (consumed === 0) {
      consumed = window.length - (isHighSurrogate(window.charCodeAt(window.length - 1)) ? 1 : 0)
      yield { start: from, end: from + consumed }
    }
    from += consumed
  }
}

/** No token is shorter than half a unit by `countTokens`, so `maxTokens` units are at most `maxTokens` tokens. */
function* cutWord(text: string, { start, end }: Span, maxTokens: number): Generator<Piece> {
  for (let from = start; from < end; ) {
    let to = Math.min(from + maxTokens, end)
    if (to < end && isHighSurrogate(text.charCodeAt(to - 1)) && to - 1 > from) to--
    yield { start: from, end: to, tokens: countTokens(text.slice(from, to)) }
    from = to
  }
}

function isHighSurrogate(unit: number): boolean {
  return unit >= 0xd800 && unit <= 0xdbff
}
