import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'

/** An event counts half after so many days; what is older than the window does not count. */
const halfLifeDays = 14
const windowDays = 90
/** A favourite weighs as much as that many views, an inquiry as that many. */
const favoriteWeight = 5
const inquiryWeight = 10
/** A day counts as that many views at most: a flood is no interest. */
const dayMax = 100
/** Fewer peers are no measure. */
const peersMin = 10
/** With that much to go on, a value is half way from the middle to its rank. */
const evidenceHalf = 5
/** A change that is smaller is not worth indexing again. */
const moveMin = 0.05

/** A listing whose interest has moved. */
export interface Engagement {
  readonly propertyId: string
  /** 0 to 1; null when nothing is known any more. */
  readonly value: number | null
}

/** Interest in listings, from what people did by day. */
export interface EngagementStore {
  /**
   * Published listings whose interest differs from what they have by more than .05. Each day counts by the logarithm of
   * what happened, so that a flood of one day moves little; the sum for each day offered is ranked among the peers (type,
   * intent, city; without the city where that has fewer than ten), and drawn to the middle while there is little to go on.
   */
  readonly findMoved: (today: string) => Promise<Engagement[]>
  /** Writes values with their change-log entries. Listings that someone is changing right now wait for the next round. */
  readonly write: (moved: readonly Engagement[]) => Promise<number>
}

export function createEngagementStore(client: PrismaClient): EngagementStore {
  return {
    async findMoved(today) {
      const [known] = await client.$queryRaw<{ isThere: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM "properties"."ListingActivity") AS "isThere"`
      if (known?.isThere !== true) return []
      return client.$queryRaw<Engagement[]>`
        WITH activity AS (
          SELECT "propertyId", ${today}::date - min("day") AS "days",
            sum(ln(1 + least(${dayMax}::float8, "views"::float8 + ${favoriteWeight}::float8 * "favorites" + ${inquiryWeight}::float8 * "inquiries"))
              * power(0.5::float8, greatest(${today}::date - "day", 0) / ${halfLifeDays}::float8)) AS "score"
          FROM "properties"."ListingActivity" WHERE "day" > ${today}::date - ${windowDays}::int GROUP BY "propertyId"
        ), offered AS (
          SELECT p."id", p."engagement", p."propertyType" AS "type", p."listingIntent" AS "intent", p."cityKey" AS "city",
            coalesce(a."score", 0)::float8 AS "score",
            -- The sum of the weights of the days it was offered.
            (1 - power(0.5::float8, (1 + least(greatest(${today}::date - coalesce(p."listedAt", p."createdAt")::date, a."days", 0),
              ${windowDays}::int - 1)) / ${halfLifeDays}::float8)) / (1 - power(0.5::float8, 1 / ${halfLifeDays}::float8)) AS "exposure"
          FROM "properties"."Property" p LEFT JOIN activity a ON a."propertyId" = p."id"
          WHERE p."standardStatus" = 'ACTIVE' AND p."deletedAt" IS NULL
        ), rated AS (
          SELECT *, round(("score" / "exposure")::numeric, 6)::float8 AS "rate" FROM offered
        ), placed AS (
          SELECT *,
            count(*) OVER near AS "nearCount", avg("rate") OVER near AS "nearRate",
            rank() OVER (near ORDER BY "rate") + (count(*) OVER (PARTITION BY "type", "intent", "city", "rate") - 1) / 2.0 AS "nearRank",
            count(*) OVER far AS "farCount", avg("rate") OVER far AS "farRate",
            rank() OVER (far ORDER BY "rate") + (count(*) OVER (PARTITION BY "type", "intent", "rate") - 1) / 2.0 AS "farRank"
          FROM rated
          WINDOW near AS (PARTITION BY "type", "intent", "city"), far AS (PARTITION BY "type", "intent")
        ), compared AS (
          SELECT *, "nearCount" >= ${peersMin}::int AND "city" IS NOT NULL AS "isNear" FROM placed
        ), ranked AS (
          SELECT "id", "engagement",
            CASE WHEN "isNear" THEN ("nearRank" - 1) / ("nearCount" - 1)
              WHEN "farCount" >= ${peersMin}::int THEN ("farRank" - 1) / ("farCount" - 1) END::float8 AS "place",
            "score" + "exposure" * CASE WHEN "isNear" THEN "nearRate" ELSE "farRate" END::float8 AS "evidence"
          FROM compared
        ), measured AS (
          SELECT "id", "engagement",
            CASE WHEN "evidence" > 0
              THEN round((0.5 + ("place" - 0.5) * "evidence" / ("evidence" + ${evidenceHalf}::float8))::numeric, 3)::float8 END AS "value"
          FROM ranked
        )
        SELECT "id" AS "propertyId", "value" FROM measured
        WHERE abs(coalesce("value", 0.5) - coalesce("engagement", 0.5)) > ${moveMin}::float8
        ORDER BY "id"`
    },
    write: (moved) => client.$executeRaw`
      WITH given AS (
        SELECT * FROM jsonb_to_recordset(${JSON.stringify(moved)}::jsonb) AS g("propertyId" uuid, "value" float8)
      ), free AS (
        SELECT p."id", g."value" FROM given g JOIN "properties"."Property" p ON p."id" = g."propertyId"
        WHERE p."deletedAt" IS NULL ORDER BY p."id" FOR UPDATE OF p SKIP LOCKED
      ), written AS (
        UPDATE "properties"."Property" p SET "engagement" = f."value" FROM free f WHERE p."id" = f."id" RETURNING p."id"
      )
      INSERT INTO "properties"."PropertyChange" ("propertyId") SELECT "id" FROM written
      ON CONFLICT ("propertyId") DO UPDATE SET "id" = EXCLUDED."id", "txid" = EXCLUDED."txid"`,
  }
}
