import type { Span } from './span.ts'

/** The span without the white space at both of its ends (empty, at `start`, when there is nothing else in it). */
export function trimSpan(text: string, span: Span): Span {
  let { start, end } = span
  while (start < end && isSpace(text.charCodeAt(start))) start++
  while (end > start && isSpace(text.charCodeAt(end - 1))) end--
  return start < end ? { start, end } : { start: span.start, end: span.start }
}

function isSpace(unit: number): boolean {
  if (unit <= 32) return true
  return unit === 0xa0 || unit === 0x3000 || unit === 0x2028 || unit === 0x2029 || (unit >= 0x2000 && unit <= 0x200b)
}
