import { isAccountId } from '../account/is-account-id.ts'

/** A position in a list that is ordered by time and id, newest first. */
export interface TimePosition {
  readonly at: Date
  /** UUID. */
  readonly id: string
}

/** The opaque cursor of a position. */
export function encodeTimeCursor(position: TimePosition): string {
  return Buffer.from(`${position.at.getTime()}:${position.id}`).toString('base64url')
}

/** The position a cursor stands for; null when the cursor is not one that encodeTimeCursor makes. */
export function decodeTimeCursor(cursor: string): TimePosition | null {
  if (cursor.length > 100) return null
  const [, time, id] = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (time === undefined || id === undefined || !isAccountId(id)) return null
  const position = { at: new Date(Number(time)), id }
  // One position has one cursor: text that merely decodes to the same bytes was not issued by us.
  return encodeTimeCursor(position) === cursor ? position : null
}
