import { isAccountId } from './is-account-id.ts'

/** A position in the list of accounts, newest first. */
export interface AccountPosition {
  readonly createdAt: Date
  readonly id: string
}

/** The opaque cursor of a position. */
export function encodeAccountCursor(position: AccountPosition): string {
  return Buffer.from(`${position.createdAt.getTime()}:${position.id}`).toString('base64url')
}

/** The position a cursor stands for; null when the cursor is not one that encodeAccountCursor makes. */
export function decodeAccountCursor(cursor: string): AccountPosition | null {
  if (cursor.length > 100) return null
  const [, time, id] = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (time === undefined || id === undefined || !isAccountId(id)) return null
  const position = { createdAt: new Date(Number(time)), id }
  // One position has one cursor: text that merely decodes to the same bytes was not issued by us.
  return encodeAccountCursor(position) === cursor ? position : null
}
