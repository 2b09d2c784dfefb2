/** A line of a text with what ends it. */
export interface TextLine {
  /** From 1. */
  readonly number: number
  /** Null when it is longer than allowed: its text was let go. */
  readonly text: string | null
  /** Empty at the end of the text. */
  readonly end: string
}

/**
 * The lines of a text that comes in pieces. They end with what the first one ends with, so that a lone carriage return within
 * a file of line feeds is text. Holds one line of at most `lengthMax` characters.
 */
export async function* splitLines(pieces: AsyncIterable<string>, lengthMax: number): AsyncGenerator<TextLine> {
  let number = 1
  let rest = ''
  let isTooLong = false
  let separator: '\n' | '\r' | null = null
  for await (const piece of pieces) {
    // What was there before has no line end, a return at its end aside.
    let from = Math.max(0, rest.length - 1)
    rest += piece
    separator ??= findSeparator(rest, from)
    let start = 0
    while (separator !== null) {
      const at = rest.indexOf(separator, from)
      if (at === -1) break
      const hasReturn: boolean = separator === '\n' && rest[at - 1] === '\r' && at > start
      const text = rest.slice(start, hasReturn ? at - 1 : at)
      const end = hasReturn ? '\r\n' : separator
      yield { number, text: isTooLong || text.length > lengthMax ? null : text, end }
      number += 1
      isTooLong = false
      start = at + 1
      from = start
    }
    rest = rest.slice(start)
    if (rest.length <= lengthMax) continue
    isTooLong = true
    // The last character stays: it may be the return of a line end that is cut.
    rest = rest.slice(-1)
  }
  if (rest !== '' || isTooLong) yield { number, text: isTooLong ? null : rest.replace(/\r$/, ''), end: '' }
}

/** What the first line from a place on ends with; null when that is not to be told yet. */
function findSeparator(text: string, from: number): '\n' | '\r' | null {
  const pattern = /\r\n|\n|\r(?!$)/g
  pattern.lastIndex = from
  const [found] = pattern.exec(text) ?? []
  if (found === undefined) return null
  return found === '\r' ? '\r' : '\n'
}
