import { type DocumentNode, print } from 'graphql'
import { hashText } from '../src/documents/hash-text.ts'

/** The id of a document in the manifest of trusted documents and in APQ: SHA-256 of its text, hexadecimal. */
export function hashTrustedDocument(document: DocumentNode): string {
  return hashText(print(document))
}
