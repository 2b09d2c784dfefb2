import { stem } from '@ree-ai/kit/language/stem'
import type { Db } from '../db.ts'
import type { Collection } from './collection.ts'

/** The terms of texts, to be told to `forgetWords` when these have gone or been indexed anew. */
export async function readTerms(db: Db, collection: Collection, ids: readonly number[]): Promise<readonly string[]> {
  if (ids.length === 0) return []
  const rows = await db.$queryRaw<{ term: string }[]>`
    SELECT DISTINCT "term" FROM ${collection.postings} WHERE ${collection.key} = ANY (${[...ids]}::int[])`
  return rows.map(({ term }) => term)
}

/**
 * Takes those words out of the vocabulary that no text has any more, of words with one of these terms: a name that stood in one listing
 * only is not what queries are corrected to once that listing is gone. Called last in a transaction, after `writeWords`.
 */
export async function forgetWords(db: Db, collection: Collection, terms: readonly string[]): Promise<void> {
  const gone = new Set(await findUnused(db, collection, terms))
  if (gone.size === 0) return
  // A stem begins as its word does.
  const beginnings = [...new Set([...gone].map((term) => [...term][0] ?? ''))].sort()
  const known = await db.$queryRaw<{ word: string }[]>`
    SELECT "word" FROM "rag"."IndexedWord"
    WHERE "collection" = ${collection.name} AND left("word", 1) = ANY (${beginnings}::text[])`
  const words = known.map(({ word }) => word).filter((word) => gone.has(stem(word, 'en')))
  if (words.length === 0) return
  // In the order of `writeWords`. Whoever writes one of them meanwhile is waited for here, and its text seen by the next statement.
  await db.$queryRaw`
    SELECT 1 FROM "rag"."IndexedWord" WHERE "collection" = ${collection.name} AND "word" = ANY (${words}::text[])
    ORDER BY "word" COLLATE "C" FOR UPDATE`
  const still = new Set(await findUnused(db, collection, [...gone]))
  const unused = words.filter((word) => still.has(stem(word, 'en')))
  await db.$executeRaw`
    DELETE FROM "rag"."IndexedWord" WHERE "collection" = ${collection.name} AND "word" = ANY (${unused}::text[])`
}

async function findUnused(db: Db, collection: Collection, terms: readonly string[]): Promise<readonly string[]> {
  if (terms.length === 0) return []
  const rows = await db.$queryRaw<{ term: string }[]>`
    SELECT "term" FROM unnest(${[...terms]}::text[]) AS t ("term")
    WHERE NOT EXISTS (SELECT 1 FROM ${collection.postings} p WHERE p."term" = t."term")`
  return rows.map(({ term }) => term)
}
