import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'

/** What people do with a listing, as it is counted by day. */
export type ActivityKind = 'views' | 'favorites' | 'inquiries'

const columns: Readonly<Record<ActivityKind, Prisma.Sql>> = {
  views: Prisma.raw('"views"'),
  favorites: Prisma.raw('"favorites"'),
  inquiries: Prisma.raw('"inquiries"'),
}

/**
 * Counts one event of a listing on its day (UTC), in the transaction it belongs to. Two at once both count; a listing
 * that is not there any more is left alone. Whether it should count (own listings, repetitions) is the caller's to know.
 */
export async function recordActivity(db: Db, propertyId: string, kind: ActivityKind, at: Date): Promise<void> {
  const column = columns[kind]
  const day = at.toISOString().slice(0, 10)
  await db.$executeRaw`
    INSERT INTO "properties"."ListingActivity" AS a ("propertyId", "day", ${column})
    SELECT p."id", ${day}::date, 1 FROM "properties"."Property" p WHERE p."id" = ${propertyId}::uuid
    ON CONFLICT ("propertyId", "day") DO UPDATE SET ${column} = a.${column} + 1`
}
