import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { embedMany } from '@ree-ai/kit/language/embedding/embed-many'
import type { EmbeddingModel } from '@ree-ai/kit/language/embedding/embedding-model'
import { composeSearchedText } from '../retrieval/compose-searched-text.ts'
import { toVectorLiteral } from './to-vector-literal.ts'

const batchSize = 100

/**
 * Makes the vectors of texts that have none by this model: it changed, or pgvector was installed since. One batch of each collection;
 * returns whether there may be more. Until then such texts are found by their words.
 */
export async function refreshVectors(client: PrismaClient, model: EmbeddingModel): Promise<boolean> {
  const passages = await client.$queryRaw<{ id: number; title: string; headings: string[]; text: string }[]>`
    SELECT p."id", d."title", p."headings", p."text" FROM "rag"."Passage" p
    JOIN "rag"."Document" d ON d."id" = p."documentId" WHERE p."model" <> ${model.version} LIMIT ${batchSize}`
  const listings = await client.$queryRaw<{ id: number; title: string; description: string }[]>`
    SELECT "id", "title", "description" FROM "rag"."Listing" WHERE "model" <> ${model.version} LIMIT ${batchSize}`
  const texts = [
    ...passages.map(({ title, headings, text }) => composeSearchedText(title, headings, text)),
    ...listings.map(({ title, description }) => composeSearchedText(title, [], description)),
  ]
  const vectors = (await embedMany(model, texts)).map(toVectorLiteral)
  const passageIds = passages.map(({ id }) => id)
  if (passages.length > 0) {
    await client.$executeRaw`
      UPDATE "rag"."Passage" p SET "embedding" = v.e::vector, "model" = ${model.version}
      FROM unnest(${passageIds}::int[], ${vectors.slice(0, passages.length)}::text[]) AS v (id, e) WHERE p."id" = v.id`
  }
  // A listing that changed meanwhile has its new vector already: only the old model's are replaced.
  if (listings.length > 0) {
    await client.$executeRaw`
      UPDATE "rag"."Listing" l SET "embedding" = v.e::vector, "model" = ${model.version}
      FROM unnest(${listings.map(({ id }) => id)}::int[], ${vectors.slice(passages.length)}::text[]) AS v (id, e)
      WHERE l."id" = v.id AND l."model" <> ${model.version}`
  }
  return passages.length === batchSize || listings.length === batchSize
}
