import { isUuid } from '../is-uuid.ts'

/** A position in the list of documents, newest first. */
export interface DocumentPosition {
  readonly createdAt: Date
  readonly id: string
}

/** The opaque cursor of a position. */
export function encodeDocumentCursor(position: DocumentPosition): string {
  return Buffer.from(`${position.createdAt.getTime()}:${position.id}`).toString('base64url')
}

/** The position a cursor stands for; null when the cursor is not one that encodeDocumentCursor makes. */
export function decodeDocumentCursor(cursor: string): DocumentPosition | null {
  if (cursor.length > 100) return null
  const [, time, id] = /^(\d{1,15}):([0-9a-f-]{36})$/.exec(Buffer.from(cursor, 'base64url').toString('latin1')) ?? []
  if (time === undefined || id === undefined || !isUuid(id)) return null
  const position = { createdAt: new Date(Number(time)), id }
  // One position has one cursor: text that merely decodes to the same bytes was not issued by us.
  return encodeDocumentCursor(position) === cursor ? position : null
}
