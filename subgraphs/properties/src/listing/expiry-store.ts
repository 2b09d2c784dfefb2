import type { Db } from '../db.ts'

/** The expiry job's view of the database. */
export interface ExpiryStore {
  /** Expires at most `limit` listings, each with its audit row and change-log entry. Returns how many. */
  readonly expire: (now: Date, limit: number) => Promise<number>
}

export function createExpiryStore(client: Db): ExpiryStore {
  return {
    // One statement, so one transaction. Listings that someone is changing right now wait for the next round.
    expire: (now, limit) => client.$executeRaw`
      WITH due AS (
        SELECT "id" FROM "properties"."Property" 
        WHERE "standardStatus" = 'ACTIVE' AND "deletedAt" IS NULL AND "expiresAt" <= ${now}::timestamptz
        ORDER BY "expiresAt" LIMIT ${limit} FOR UPDATE SKIP LOCKED
      ), moved AS (
        UPDATE "properties"."Property" p
        SET "standardStatus" = 'EXPIRED', "version" = p."version" + 1, "updatedAt" = ${now}::timestamptz
        FROM due WHERE p."id" = due."id" RETURNING p."id"
      ), audit AS (
        INSERT INTO "properties"."StatusChange" ("id", "propertyId", "fromStatus", "toStatus", "actorId", "changedAt")
        SELECT gen_random_uuid(), "id", 'ACTIVE', 'EXPIRED', 'system:expiry', ${now}::timestamptz FROM moved
      )
      INSERT INTO "properties"."PropertyChange" ("propertyId") SELECT "id" FROM moved
      ON CONFLICT ("propertyId") DO UPDATE SET "id" = EXCLUDED."id", "txid" = EXCLUDED."txid"`,
  }
}
