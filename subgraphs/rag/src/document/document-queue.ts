import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { indexVersion } from '../index/index-version.ts'
import type { IndexMetrics } from '../index-metrics.ts'
import { cutDocument } from './cut-document.ts'
import type { PendingDocument } from './document.ts'
import { writePassages } from './write-passages.ts'

/** How long one attempt keeps others from the document; longer than any attempt takes. */
export const leaseMs = 60_000
const firstDelayMs = 1_000
const delayMaxMs = 600_000

export type DocumentQueue = ReturnType<typeof createDocumentQueue>

/** The indexing of documents: one attempt each, by one replica at a time, again after 1 s, 2 s, 4 s ... 10 min when it fails. */
export function createDocumentQueue(deps: {
  readonly client: PrismaClient
  readonly hasVectors: boolean
  readonly router: RouterClient
  readonly model: EmbeddingModel
  readonly logger: Logger
  readonly metrics: IndexMetrics
  readonly nowMs: () => number
}) {
  const { client, model, nowMs } = deps

  async function attempt(document: PendingDocument & { readonly failures: number }): Promise<void> {
    try {
      const passages = await cutDocument(document, deps)
      await writePassages(client, document, passages, deps.hasVectors ? model.version : null)
      deps.metrics.documents.inc({ outcome: 'indexed' })
    } catch (error) {
      deps.metrics.documents.inc({ outcome: 'failed' })
      deps.logger.warn({ err: error, documentId: document.id }, 'a document could not be indexed')
      const delayMs = Math.min(delayMaxMs, firstDelayMs * 2 ** Math.min(document.failures, 20))
      await client.document.updateMany({
        where: { id: document.id, bodyHash: document.bodyHash },
        data: { status: 'FAILED', failures: { increment: 1 }, attemptAt: new Date(nowMs() + delayMs) },
      })
    }
  }

  /** Takes a document that is due; null when none is. */
  async function claim() {
    const now = new Date(nowMs())
    const rows = await client.$queryRaw<(PendingDocument & { failures: number })[]>`
      UPDATE "rag"."Document" SET "attemptAt" = ${new Date(nowMs() + leaseMs)}
      WHERE "id" = (
        SELECT "id" FROM "rag"."Document"
        WHERE ("status" <> 'INDEXED' OR "indexVersion" <> ${indexVersion}) AND "attemptAt" <= ${now}
        ORDER BY "attemptAt" LIMIT 1 FOR UPDATE SKIP LOCKED)
      RETURNING "id", "title", "body", "bodyHash", "failures"`
    return rows[0] ?? null
  }

  return {
    /** Tries to index one document now, due or not. Never rejects for a failure of indexing: the document is FAILED then. */
    attempt,
    /** Indexes every document that is due. Rejects when the database fails. */
    async drain(signal?: AbortSignal): Promise<void> {
      while (signal?.aborted !== true) {
        const document = await claim()
        if (document === null) return
        await attempt(document)
      }
    },
  }
}
