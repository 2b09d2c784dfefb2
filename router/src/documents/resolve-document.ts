import { createError } from '@ree-ai/kit/errors/create-error'
import { withStatus } from '../errors/with-status.ts'
import type { Documents } from './create-documents.ts'
import { hashText } from './hash-text.ts'

const sha256 = /^[0-9a-f]{64}$/

/**
 * The text of the document that a request runs, from the request itself or by the hash in `extensions.persistedQuery`. Null
 * where that is for Apollo Server to say: there is neither, nothing can be named by hash here, or the hash is not known
 * yet and may be taught. Throws BAD_REQUEST for a hash that is none or not that of the text, and
 * PERSISTED_QUERY_NOT_IN_LIST for an unknown one where clients cannot teach any.
 */
export async function resolveDocument(
  request: { readonly query?: string; readonly extensions?: Readonly<Record<string, unknown>> },
  documents: Documents | null,
): Promise<string | null> {
  const { query, extensions } = request
  const persisted = extensions?.persistedQuery
  if (persisted === undefined || persisted === null || documents === null) return query || null
  const hash = readHash(persisted)
  // A WebSocket's message always has a text.
  if (query !== undefined && query !== '') {
    if (hashText(query) !== hash) throw bad('`sha256Hash` is not the SHA-256 of `query`.')
    return query
  }
  const found = await documents.find(hash)
  if (found !== undefined) return found
  if (documents.canRegister) return null
  throw withStatus(createError('PERSISTED_QUERY_NOT_IN_LIST', 'There is no trusted document with this id.'))
}

function readHash(persisted: unknown): string {
  if (typeof persisted !== 'object' || persisted === null) throw bad('`extensions.persistedQuery` has to be an object.')
  const { version, sha256Hash } = persisted as Readonly<Record<string, unknown>>
  if (version !== 1) throw bad('`extensions.persistedQuery.version` has to be 1.')
  if (typeof sha256Hash === 'string' && sha256.test(sha256Hash)) return sha256Hash
  throw bad('`extensions.persistedQuery.sha256Hash` has to be a SHA-256 in lower-case hexadecimal.')
}

function bad(message: string) {
  return withStatus(createError('BAD_REQUEST', message))
}
