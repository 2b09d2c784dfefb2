import { createHash } from 'node:crypto'

/** A position in the results of one search. */
export interface SearchPosition {
  readonly score: number
  readonly id: number
  /** The moment that all pages of a search take freshness from, so that their order is one. Milliseconds. */
  readonly asOfMs: number
}

/** Tells searches apart: the cursor of one is refused by another. */
export function hashSearch(search: object): string {
  return createHash('sha256').update(JSON.stringify(search)).digest('base64url').slice(0, 12)
}

/** The opaque cursor of a position in a search. */
export function encodeSearchCursor(position: SearchPosition, search: string): string {
  return Buffer.from(JSON.stringify([search, position.score, position.id, position.asOfMs])).toString('base64url')
}

/** The position a cursor stands for; null when encodeSearchCursor did not make it for this search. */
export function decodeSearchCursor(cursor: string, search: string): SearchPosition | null {
  if (cursor.length > 200) return null
  const parts = parse(Buffer.from(cursor, 'base64url').toString('utf8'))
  if (!Array.isArray(parts) || parts.length !== 4 || parts[0] !== search) return null
  const [, score, id, asOfMs] = parts as readonly unknown[]
  if (typeof score !== 'number' || !Number.isSafeInteger(id) || !Number.isSafeInteger(asOfMs)) return null
  const position = { score, id: Number(id), asOfMs: Number(asOfMs) }
  return encodeSearchCursor(position, search) === cursor &&
    Math.abs(position.asOfMs) < 8e15 &&
    Math.abs(position.id) < 2 ** 31
    ? position
    : null
}

function parse(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
