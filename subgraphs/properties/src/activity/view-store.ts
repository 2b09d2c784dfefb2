import { randomBytes } from 'node:crypto'
import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { recordActivity } from './record-activity.ts'

/** Who looks at most at so many listings a day, as far as views count. */
const perViewerMax = 300
/** So many views of one listing a day count from one network, whoever looks: an office, not a machine with many accounts. */
const perNetworkMax = 10

/** Views of today in the database, without who looked. */
export interface ViewStore {
  /** The random salt of a day, the same on all replicas. */
  readonly salt: (day: string) => Promise<string>
  /** Counts a view unless it counted today already, or too many did. Whether it counted. */
  readonly count: (
    view: { readonly propertyId: string; readonly viewerHash: string; readonly networkHash: string },
    at: Date,
  ) => Promise<boolean>
  /** Forgets views and salts of the days before. */
  readonly forget: (today: string) => Promise<void>
}

export function createViewStore(client: PrismaClient): ViewStore {
  let known = { day: '', salt: '' }
  return {
    async salt(day) {
      if (known.day === day) return known.salt
      await client.$executeRaw`
        INSERT INTO "properties"."ViewSalt" ("day", "salt") VALUES (${day}::date, ${randomBytes(32).toString('hex')})
        ON CONFLICT ("day") DO NOTHING`
      const { salt } = await client.viewSalt.findUniqueOrThrow({ where: { day: new Date(day) } })
      known = { day, salt }
      return salt
    },
    count: ({ propertyId, viewerHash, networkHash }, at) =>
      client.$transaction(
        async (db) => {
          const day = at.toISOString().slice(0, 10)
          const counted = await db.$executeRaw`
            INSERT INTO "properties"."ListingView" ("day", "viewerHash", "propertyId", "networkHash")
            SELECT ${day}::date, ${viewerHash}, p."id", ${networkHash} FROM "properties"."Property" p
            WHERE p."id" = ${propertyId}::uuid
              AND (SELECT count(*) FROM "properties"."ListingView"
                WHERE "day" = ${day}::date AND "viewerHash" = ${viewerHash}) < ${perViewerMax}
              AND (SELECT count(*) FROM "properties"."ListingView" WHERE "propertyId" = ${propertyId}::uuid
                AND "day" = ${day}::date AND "networkHash" = ${networkHash}) < ${perNetworkMax}
            ON CONFLICT DO NOTHING`
          if (counted > 0) await recordActivity(db, propertyId, 'views', at)
          return counted > 0
        },
        { maxWait: 20_000, timeout: 20_000 },
      ),
    async forget(today) {
      await client.$executeRaw`DELETE FROM "properties"."ListingView" WHERE "day" < ${today}::date`
      await client.$executeRaw`DELETE FROM "properties"."ViewSalt" WHERE "day" < ${today}::date`
    },
  }
}
