import { decodeTimeCursor, encodeTimeCursor } from '../paging/time-cursor.ts'

/** A position in the list of accounts, newest first. */
export interface AccountPosition {
  readonly createdAt: Date
  readonly id: string
}

/** The opaque cursor of a position. */
export function encodeAccountCursor({ createdAt, id }: AccountPosition): string {
  return encodeTimeCursor({ at: createdAt, id })
}

/** The position a cursor stands for; null when the cursor is not one that encodeAccountCursor makes. */
export function decodeAccountCursor(cursor: string): AccountPosition | null {
  const position = decodeTimeCursor(cursor)
  return position && { createdAt: position.at, id: position.id }
}
