import { createHash } from 'node:crypto'
import { type DocumentNode, print } from 'graphql'

const hashes = new WeakMap<DocumentNode, string>()

/** A document's name by its content: equal documents have equal hashes, however they were written. */
export function hashDocument(document: DocumentNode): string {
  let hash = hashes.get(document)
  if (hash === undefined) {
    hash = createHash('sha256').update(print(document)).digest('base64url')
    hashes.set(document, hash)
  }
  return hash
}
