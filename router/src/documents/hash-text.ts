import { createHash } from 'node:crypto'

/** SHA-256 of a document's text, hexadecimal: its id in a manifest and in persisted queries. */
export function hashText(text: string): string {
  return createHash('sha256').update(text).digest('hex')
}
