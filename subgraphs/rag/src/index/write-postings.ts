import type { Db } from '../db.ts'
import type { AnalyzedText } from './analyze-text.ts'
import type { Collection } from './collection.ts'

/** Rows of one statement: the embedded database holds up the process meanwhile. */
const rowsMax = 10_000

/** Adds texts to the inverted index and their words to the vocabulary. What was there of these texts has been removed. */
export async function writePostings(
  db: Db,
  collection: Collection,
  texts: readonly { readonly id: number; readonly analyzed: AnalyzedText }[],
): Promise<void> {
  const postings = texts.flatMap(({ id, analyzed }) =>
    Array.from(analyzed.terms, ([term, frequency]) => ({ term, id, frequency })),
  )
  // In the order of the primary key, the index is written twice as fast.
  postings.sort((a, b) => (a.term < b.term ? -1 : a.term > b.term ? 1 : a.id - b.id))
  for (let start = 0; start < postings.length; start += rowsMax) {
    const rows = postings.slice(start, start + rowsMax)
    await db.$executeRaw`
      INSERT INTO ${collection.postings} ("term", ${collection.key}, "frequency")
      SELECT * FROM unnest(
        ${rows.map(({ term }) => term)}::text[], ${rows.map(({ id }) => id)}::int[], ${rows.map(({ frequency }) => frequency)}::int[])`
  }
  await writeWords(db, collection, texts)
}

async function writeWords(
  db: Db,
  collection: Collection,
  texts: readonly { readonly analyzed: AnalyzedText }[],
): Promise<void> {
  const counts = new Map<string, number>()
  for (const { analyzed } of texts) for (const word of analyzed.words) counts.set(word, (counts.get(word) ?? 0) + 1)
  // One order for all writers, so that two of them never wait for each other.
  const words = [...counts].sort(([a], [b]) => (a < b ? -1 : 1))
  if (words.length === 0) return
  await db.$executeRaw`
    INSERT INTO "rag"."IndexedWord" AS known ("collection", "word", "frequency")
    SELECT ${collection.name}, word, frequency
    FROM unnest(${words.map(([word]) => word)}::text[], ${words.map(([, count]) => count)}::int[]) AS t (word, frequency)
    ON CONFLICT ("collection", "word") DO UPDATE SET "frequency" = known."frequency" + EXCLUDED."frequency"`
}
