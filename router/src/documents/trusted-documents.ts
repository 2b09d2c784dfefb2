import { LRUCache } from 'lru-cache'
import { hashText } from './hash-text.ts'
import { normalizeDocument } from './normalize-document.ts'
import type { TrustedDocument } from './trusted-document.ts'

/** The documents of a manifest. */
export interface TrustedDocuments {
  readonly all: readonly TrustedDocument[]
  readonly find: (id: string) => TrustedDocument | undefined
  /** Whether a text says the same as one of them; one of more than `tokensMax` tokens does not. */
  readonly includes: (text: string, tokensMax?: number) => boolean
}

/** Other spellings of trusted documents that were seen: as many as this. */
const spellingsMax = 1_000

export function createTrustedDocuments(all: readonly TrustedDocument[]): TrustedDocuments {
  const byId = new Map(all.map((document) => [document.id, document]))
  const normalized = new Set(all.map(({ body }) => normalizeDocument(body)))
  const spellings = new LRUCache<string, true>({ max: spellingsMax })
  return {
    all,
    find: (id) => byId.get(id),
    includes(text, tokensMax) {
      const id = hashText(text)
      if (byId.has(id) || spellings.has(id)) return true
      const form = normalizeDocument(text, tokensMax)
      if (form === null || !normalized.has(form)) return false
      spellings.set(id, true)
      return true
    },
  }
}
