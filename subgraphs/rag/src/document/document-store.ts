import { createHash } from 'node:crypto'
import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { inTransaction } from '../in-transaction.ts'
import { collections } from '../index/collection.ts'
import { removePostings } from '../index/remove-postings.ts'
import { isUuid } from '../is-uuid.ts'
import type { DocumentInput, DocumentRecord } from './document.ts'
import type { DocumentPosition } from './document-cursor.ts'

const selected = { id: true, title: true, source: true, status: true, createdAt: true, updatedAt: true } as const

/** A document as it was stored, and whether there is something to index. */
export interface StoredDocument {
  readonly id: string
  readonly bodyHash: string
  readonly isChanged: boolean
}

export type DocumentStore = ReturnType<typeof createDocumentStore>

/** The documents' own table; their passages are written by the document queue. */
export function createDocumentStore(client: PrismaClient) {
  return {
    /**
     * Stores a document, in the place of the one with the same source. The same title and body again change nothing, but one
     * whose indexing failed is tried again. Nobody else tries to index it before `leasedUntil`.
     */
    async put(input: DocumentInput, now: Date, leasedUntil: Date): Promise<StoredDocument> {
      const bodyHash = createHash('sha256').update(`${input.title}\0${input.body}`).digest('hex')
      return inTransaction(client, async (db) => {
        const fresh = {
          title: input.title,
          body: input.body,
          bodyHash,
          status: 'PENDING',
          failures: 0,
          attemptAt: leasedUntil,
          updatedAt: now,
        } as const
        const known = input.source === null ? null : await lockSource(db, input.source)
        if (known === null) {
          const { id } = await db.document.create({
            data: { ...fresh, source: input.source, createdAt: now },
            select: { id: true },
          })
          return { id, bodyHash, isChanged: true }
        }
        const isSame = known.bodyHash === bodyHash
        if (isSame && known.status !== 'FAILED') return { id: known.id, bodyHash, isChanged: false }
        if (!isSame) await removePassages(db, known.id)
        await db.document.update({
          where: { id: known.id },
          data: isSame ? { status: 'PENDING', failures: 0, attemptAt: leasedUntil } : fresh,
        })
        return { id: known.id, bodyHash, isChanged: true }
      })
    },

    async remove(id: string): Promise<boolean> {
      if (!isUuid(id)) return false
      return inTransaction(client, async (db) => {
        await db.$queryRaw`SELECT 1 FROM "rag"."Document" WHERE "id" = ${id}::uuid FOR UPDATE`
        await removePassages(db, id)
        return (await db.document.deleteMany({ where: { id } })).count > 0
      })
    },

    async findMany(ids: readonly string[]): Promise<readonly DocumentRecord[]> {
      return client.document.findMany({ where: { id: { in: ids.filter(isUuid) } }, select: selected })
    },

    async findBodies(ids: readonly string[]): Promise<readonly { readonly id: string; readonly body: string }[]> {
      return client.document.findMany({ where: { id: { in: ids.filter(isUuid) } }, select: { id: true, body: true } })
    },

    /** Newest first, at most `count`, behind a position. */
    async list(count: number, after: DocumentPosition | null): Promise<readonly DocumentRecord[]> {
      const where =
        after === null
          ? {}
          : { OR: [{ createdAt: { lt: after.createdAt } }, { createdAt: after.createdAt, id: { lt: after.id } }] }
      return client.document.findMany({
        where,
        select: selected,
        orderBy: [{ createdAt: 'desc' }, { id: 'desc' }],
        take: count,
      })
    },

    count: () => client.document.count(),
  }
}

/** The document of a source, kept from whoever indexes it. Two that are stored at once under a new source wait here for each other. */
async function lockSource(db: Db, source: string) {
  await db.$executeRaw`SELECT pg_advisory_xact_lock(hashtextextended(${`rag.Document:${source}`}, 0))`
  const rows = await db.$queryRaw<{ id: string; bodyHash: string; status: string }[]>`
    SELECT "id", "bodyHash", "status" FROM "rag"."Document" WHERE "source" = ${source} FOR UPDATE`
  return rows[0] ?? null
}

/** Removes a document's passages with their terms. */
export async function removePassages(db: Db, documentId: string): Promise<void> {
  const passages = await db.$queryRaw<{ id: number }[]>(
    Prisma.sql`DELETE FROM "rag"."Passage" WHERE "documentId" = ${documentId}::uuid RETURNING "id"`,
  )
  await removePostings(
    db,
    collections.passage,
    passages.map(({ id }) => id),
  )
}
