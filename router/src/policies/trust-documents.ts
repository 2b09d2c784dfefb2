import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { LRUCache } from 'lru-cache'
import { hashText } from '../documents/hash-text.ts'
import type { TrustedDocuments } from '../documents/trusted-documents.ts'
import { withStatus } from '../errors/with-status.ts'
import type { DocumentPolicy } from './document-policy.ts'

/** Untrusted documents that were logged already: as many as this. */
const loggedMax = 10_000

/**
 * Tells documents of the manifest from others. `enforce` refuses the others with QUERY_NOT_IN_SAFELIST; `log` counts each use
 * of one and writes a line for its first, with its hash and its client but not its text.
 */
export function trustDocuments(deps: {
  readonly mode: 'log' | 'enforce'
  readonly readTrusted: () => TrustedDocuments
  readonly tokensMax?: number
  readonly onUntrusted: () => void
  readonly logger: Logger
}): DocumentPolicy {
  const logged = new LRUCache<string, true>({ max: loggedMax })
  return {
    name: 'trusted-documents',
    apply({ text, context }) {
      if (deps.readTrusted().includes(text, deps.tokensMax)) return
      if (deps.mode === 'enforce')
        throw withStatus(createError('QUERY_NOT_IN_SAFELIST', 'Only documents that are registered here run.'))
      deps.onUntrusted()
      const hash = hashText(text)
      if (logged.has(hash)) return
      logged.set(hash, true)
      const { requestId, clientName, clientVersion } = context
      deps.logger.warn({ hash, requestId, client: clientName, clientVersion }, 'a document is not in the manifest')
    },
  }
}
