import type { Db } from '../db.ts'
import type { Collection } from './collection.ts'

/** Takes texts out of the inverted index. */
export async function removePostings(db: Db, collection: Collection, ids: readonly number[]): Promise<void> {
  if (ids.length === 0) return
  await db.$executeRaw`DELETE FROM ${collection.postings} WHERE ${collection.key} = ANY (${[...ids]}::int[])`
}
