import DataLoader from 'dataloader'
import type { DocumentRecord } from './document.ts'
import type { DocumentStore } from './document-store.ts'

/** Documents by id, and their texts, each fetched for a whole request together; null where there is none. */
export function createDocumentLoaders(store: DocumentStore) {
  return {
    documents: new DataLoader<string, DocumentRecord | null>(async (ids) => {
      const found = new Map((await store.findMany(ids)).map((document) => [document.id, document]))
      return ids.map((id) => found.get(id.toLowerCase()) ?? null)
    }),
    bodies: new DataLoader<string, string | null>(async (ids) => {
      const found = new Map((await store.findBodies(ids)).map(({ id, body }) => [id, body]))
      return ids.map((id) => found.get(id) ?? null)
    }),
  }
}
