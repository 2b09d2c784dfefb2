import type { DocumentStore } from '../store/create-document-store.ts'
import { hashText } from './hash-text.ts'
import type { TrustedDocuments } from './trusted-documents.ts'

/** Documents that can be named by their hash: those of the manifest, then those that clients have registered. */
export interface Documents {
  readonly find: (hash: string) => Promise<string | undefined>
  /** Whether a client may teach it a document (automatic persisted queries). */
  readonly canRegister: boolean
  /** For Apollo Server's `persistedQueries.cache`. */
  readonly cache: DocumentStore
}

/** Apollo Server puts this before every key. */
const apolloPrefix = 'apq:'

/**
 * Puts the manifest before the store of automatic persisted queries; null when there is neither. What the store returns is
 * believed only when it has the hash it was asked for.
 */
export function createDocuments(deps: {
  /** The manifest as it is now; null where trusted documents are off. */
  readonly readTrusted: (() => TrustedDocuments) | null
  /** Null where clients register nothing. */
  readonly store: DocumentStore | null
}): Documents | null {
  const { readTrusted, store } = deps
  if (readTrusted === null && store === null) return null
  async function find(hash: string): Promise<string | undefined> {
    const trusted = readTrusted?.().find(hash)
    if (trusted !== undefined) return trusted.body
    const kept = await store?.get(hash)
    return kept !== undefined && hashText(kept) === hash ? kept : undefined
  }
  const readHash = (key: string) => key.slice(apolloPrefix.length)
  return {
    find,
    canRegister: store !== null,
    cache: {
      get: (key) => find(readHash(key)),
      async set(key, value, options) {
        const hash = readHash(key)
        if (readTrusted?.().find(hash) === undefined) await store?.set(hash, value, options)
      },
      async delete(key) {
        await store?.delete(readHash(key))
      },
    },
  }
}
