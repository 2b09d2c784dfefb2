import { createHash } from 'node:crypto'
import { type DocumentNode, print } from 'graphql'

/** The id of a document in the manifest of trusted documents and in APQ: SHA-256 of its text, hexadecimal. */
export function hashTrustedDocument(document: DocumentNode): string {
  return createHash('sha256').update(print(document)).digest('hex')
}
