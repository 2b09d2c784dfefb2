import type { Db } from '../db.ts'

/**
 * Notes in the change log that these listings changed, in the transaction that changed them. A listing has one entry,
 * which moves to the end: a reader needs its present state, not its past.
 */
export async function recordChanges(db: Db, propertyIds: readonly string[]): Promise<void> {
  if (propertyIds.length === 0) return
  await db.$executeRaw`
    INSERT INTO "properties"."PropertyChange" ("propertyId")
    SELECT DISTINCT unnest(${[...propertyIds]}::uuid[])
    ON CONFLICT ("propertyId") DO UPDATE SET "id" = EXCLUDED."id", "txid" = EXCLUDED."txid"`
}
