import type { Db } from '../db.ts'
import type { AnalyzedText } from './analyze-text.ts'
import type { Collection } from './collection.ts'

/**
 * Adds the words of texts to the vocabulary; called last in a transaction and once, for it waits for others that add the same
 * words, and all take them in one order.
 */
export async function writeWords(
  db: Db,
  collection: Collection,
  texts: readonly { readonly analyzed: AnalyzedText }[],
): Promise<void> {
  const counts = new Map<string, number>()
  for (const { analyzed } of texts) for (const word of analyzed.words) counts.set(word, (counts.get(word) ?? 0) + 1)
  const words = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  if (words.length === 0) return
  await db.$executeRaw`
    INSERT INTO "rag"."IndexedWord" AS known ("collection", "word", "frequency")
    SELECT ${collection.name}, word, frequency
    FROM unnest(${words.map(([word]) => word)}::text[], ${words.map(([, count]) => count)}::int[]) AS t (word, frequency)
    ON CONFLICT ("collection", "word") DO UPDATE SET "frequency" = known."frequency" + EXCLUDED."frequency"`
}
