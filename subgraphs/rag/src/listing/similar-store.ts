import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { isUuid } from '../is-uuid.ts'

/** How many of a listing's most telling terms stand for it where there are no vectors. */
const termsMax = 25

export type SimilarStore = ReturnType<typeof createSimilarStore>

/** Listings alike, of the same intent, type and currency. */
export function createSimilarStore(client: PrismaClient, hasVectors: boolean) {
  return {
    /**
     * For each listing the ids of those most like it, at most `count`: half by text (the vectors' cosine, or telling terms in common), half by facts
     * (price .2, place .15, area .1, bedrooms .05). A listing that is not in the index has none.
     */
    async find(propertyIds: readonly string[], count: number): Promise<ReadonlyMap<string, readonly string[]>> {
      const ids = propertyIds.filter(isUuid)
      if (ids.length === 0) return new Map()
      const rows = await client.$queryRaw<{ from: string; to: string }[]>(similarSql(ids, count, hasVectors))
      const found = new Map<string, string[]>()
      for (const { from, to } of rows) found.set(from, [...(found.get(from) ?? []), to])
      return found
    },
  }
}

function similarSql(ids: readonly string[], count: number, isByVector: boolean): Prisma.Sql {
  const text = isByVector
    ? Prisma.sql`CASE WHEN c."model" = s."model" THEN greatest(0, 1 - (c."embedding" <=> s."embedding")) END`
    : Prisma.sql`(SELECT sum(t.weight) FROM unnest(k.terms, k.weights) AS t (term, weight)
        JOIN "rag"."ListingTerm" p ON p."term" = t.term AND p."listingId" = c."id") / nullif(k.total, 0)`
  return Prisma.sql`
    SELECT s."propertyId"::text AS "from", near."propertyId"::text AS "to"
    FROM "rag"."Listing" s
    CROSS JOIN LATERAL (${isByVector ? Prisma.sql`SELECT 1` : tellingTermsSql()}) k
    CROSS JOIN LATERAL (
      SELECT c."propertyId", c."id",
        0.5 * coalesce(${text}, 0)
        + 0.2 * least(c."listPrice", s."listPrice") / greatest(c."listPrice", s."listPrice", 0.01)
        + 0.1 * coalesce(least(c."livingArea", s."livingArea") / nullif(greatest(c."livingArea", s."livingArea"), 0), 0.5)
        + 0.05 * coalesce(1.0 / (1 + abs(c."bedroomsTotal" - s."bedroomsTotal")), 0.5)
        + 0.1 * (coalesce(c."cityKey" = s."cityKey", false))::int
        + 0.05 * (coalesce(c."cityKey" = s."cityKey" AND c."districtKey" = s."districtKey", false))::int AS score
      FROM "rag"."Listing" c
      WHERE c."listingIntent" = s."listingIntent" AND c."propertyType" = s."propertyType"
        AND c."currency" = s."currency" AND c."id" <> s."id"
      ORDER BY score DESC, c."id" LIMIT ${count}
    ) near
    WHERE s."propertyId" = ANY (${[...ids]}::uuid[])
    ORDER BY s."id", near.score DESC, near."id"`
}

function tellingTermsSql(): Prisma.Sql {
  return Prisma.sql`
    SELECT array_agg(term) AS terms, array_agg(weight) AS weights, sum(weight) AS total FROM (
      SELECT o."term" AS term,
        ln(1 + (SELECT count(*) FROM "rag"."Listing")::float8 / (SELECT count(*) FROM "rag"."ListingTerm" d WHERE d."term" = o."term")) AS weight
      FROM "rag"."ListingTerm" o WHERE o."listingId" = s."id"
      ORDER BY weight DESC, o."term" LIMIT ${termsMax}) telling`
}
