import { createError } from '@ree-ai/kit/errors/create-error'
import type { Services } from '../services.ts'
import type { DocumentInput, DocumentRecord } from './document.ts'
import { leaseMs } from './document-queue.ts'

/** Most documents are indexed within this: their status is then told at once. */
const promptMs = 1_500

/**
 * Stores a document and begins to index it. Waits at most 1.5 s for the end of that: a longer text, or one whose indexing fails, is returned as
 * it stands and goes on in the background.
 */
export async function putDocument(services: Services, input: DocumentInput): Promise<DocumentRecord> {
  const now = services.nowMs()
  const stored = await services.documents.put(input, new Date(now), new Date(now + leaseMs))
  if (stored.isChanged) {
    const attempt = services.queue.attempt({ ...input, ...stored, failures: 0 }).catch((error: unknown) => {
      services.logger.error({ err: error, documentId: stored.id }, 'the outcome of indexing could not be noted')
    })
    await Promise.race([attempt, waitUnref(promptMs)])
  }
  const [document] = await services.documents.findMany([stored.id])
  if (document === undefined) throw createError('NOT_FOUND', 'The document was deleted meanwhile.')
  return document
}

function waitUnref(ms: number): Promise<void> {
  return new Promise((resolve) => setTimeout(resolve, ms).unref())
}
