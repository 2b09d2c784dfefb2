import type { ChangePosition } from './change-store.ts'

/**
 * The cursor of a position in the change log. It is not signed: followers keep it for months, over every change of
 * secrets, and need a scope to use it.
 */
export function encodeChangeCursor({ txid, id }: ChangePosition): string {
  return Buffer.from(`${txid}:${id}`).toString('base64url')
}

/** The position a cursor stands for; null when it is not one. */
export function decodeChangeCursor(cursor: string): ChangePosition | null {
  if (cursor.length > 60) return null
  const bytes = Buffer.from(cursor, 'base64url')
  // The decoder leaves out what is no base64url: such a text was never given out.
  if (bytes.toString('base64url') !== cursor) return null
  const [, txid, id] = /^(\d{1,18}):(\d{1,18})$/.exec(bytes.toString('latin1')) ?? []
  return txid === undefined || id === undefined ? null : { txid: BigInt(txid), id: BigInt(id) }
}
