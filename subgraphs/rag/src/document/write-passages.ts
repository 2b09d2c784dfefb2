import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { inTransaction } from '../in-transaction.ts'
import { collections } from '../index/collection.ts'
import { indexVersion } from '../index/index-version.ts'
import { writePostings } from '../index/write-postings.ts'
import { writeWords } from '../index/write-words.ts'
import type { CutPassage } from './cut-document.ts'
import type { PendingDocument } from './document.ts'
import { removePassages } from './document-store.ts'

const passagesMax = 200

/**
 * Puts a document's passages in the place of its old ones and marks it INDEXED, all or nothing. Nothing happens when the document was
 * replaced or deleted meanwhile. `model` is the version of the model that made the vectors, or null to store none.
 */
export async function writePassages(
  client: PrismaClient,
  document: PendingDocument,
  passages: readonly CutPassage[],
  model: string | null,
): Promise<void> {
  await inTransaction(client, async (db) => {
    const [current] = await db.$queryRaw<{ bodyHash: string }[]>`
      SELECT "bodyHash" FROM "rag"."Document" WHERE "id" = ${document.id}::uuid FOR UPDATE`
    if (current?.bodyHash !== document.bodyHash) return
    await removePassages(db, document.id)
    for (let start = 0; start < passages.length; start += passagesMax) {
      const batch = passages.slice(start, start + passagesMax)
      const rows = await db.$queryRaw<{ id: number; ordinal: number }[]>(insertSql(document.id, batch, start, model))
      const ids = new Map(rows.map(({ id, ordinal }) => [ordinal, id]))
      const texts = batch.map(({ analyzed }, index) => ({ id: ids.get(start + index) ?? 0, analyzed }))
      await writePostings(db, collections.passage, texts)
    }
    await writeWords(db, collections.passage, passages)
    await db.document.update({ where: { id: document.id }, data: { status: 'INDEXED', failures: 0, indexVersion } })
  })
}

function insertSql(
  documentId: string,
  passages: readonly CutPassage[],
  firstOrdinal: number,
  model: string | null,
): Prisma.Sql {
  const rows = passages.map(({ start, end, text, headings, analyzed, vector }, index) => ({
    ordinal: firstOrdinal + index,
    start,
    end,
    text,
    headings,
    length: analyzed.length,
    vector,
  }))
  const columns = Prisma.raw(`"ordinal", "start", "end", "text", "headings", "length"`)
  const [embeddingColumn, embedding] =
    model === null ? [Prisma.empty, Prisma.empty] : [Prisma.sql`, "embedding"`, Prisma.sql`, "vector"::vector`]
  return Prisma.sql`
    INSERT INTO "rag"."Passage" ("documentId", "model", ${columns} ${embeddingColumn})
    SELECT ${documentId}::uuid, ${model ?? ''}, ${columns} ${embedding}
    FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb)
      AS t ("ordinal" int, "start" int, "end" int, "text" text, "headings" text[], "length" int, "vector" text)
    RETURNING "id", "ordinal"`
}
