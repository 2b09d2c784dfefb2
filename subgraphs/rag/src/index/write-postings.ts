import type { Db } from '../db.ts'
import type { AnalyzedText } from './analyze-text.ts'
import type { Collection } from './collection.ts'

/** Rows of one statement: the embedded database holds up the process meanwhile. */
const rowsMax = 10_000

/** Adds texts to the inverted index. What was there of these texts has been removed. */
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
}
