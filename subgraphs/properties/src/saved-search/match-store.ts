import type { PrismaClient } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { anyCity } from './condition-columns.ts'
import type { FoldedFilter } from './fold-filter.ts'
import type { WordedListing } from './list-stems.ts'
import type { FilterableListing } from './matches-filter.ts'
import type { SearchMatch, SearchMatchKind } from './saved-search.ts'
import { type MatchRow, readMatch } from './saved-search-store.ts'

/** A published listing to match, with why. */
export interface WaitingListing extends FilterableListing, WordedListing {
  readonly id: string
  readonly kind: SearchMatchKind
}

/** A search that some listings may match; what the columns hold of its conditions, they meet. */
export interface Candidate {
  readonly id: string
  readonly conditions: FoldedFilter
  readonly terms: readonly string[]
  /** Places in the list of listings. */
  readonly listings: readonly number[]
}

/** Matching in the database: three statements a batch, however many listings, searches and matches. */
export interface MatchStore {
  readonly hasWaiting: () => Promise<boolean>
  /** Takes listings that nobody else has taken off the queue. `taken` counts also those that are not public any more. */
  readonly take: (db: Db, limit: number) => Promise<{ readonly taken: number; readonly listings: WaitingListing[] }>
  readonly findCandidates: (db: Db, listings: readonly WaitingListing[]) => Promise<Candidate[]>
  /**
   * Keeps the matches that are news: a listing that this search has not had, or had only at higher prices. Returns how
   * many. Mails of instant searches fall due at `instantAt`.
   */
  readonly add: (
    db: Db,
    matches: readonly { readonly savedSearchId: string; readonly listing: WaitingListing }[],
    now: Date,
    instantAt: Date | null,
  ) => Promise<number>
  /** The matches of these people with a higher id, oldest first. */
  readonly findAfter: (id: bigint, userIds: readonly string[]) => Promise<(SearchMatch & { readonly userId: string })[]>
  readonly findLastId: () => Promise<bigint>
  /** Removes at most `limit` matches of before that were mailed, or whose search sends no mail. Returns how many. */
  readonly forget: (before: Date, limit: number) => Promise<number>
  readonly transact: <T>(work: (db: Db) => Promise<T>) => Promise<T>
}

export function createMatchStore(client: PrismaClient): MatchStore {
  return {
    async hasWaiting() {
      return (await client.matchTask.findFirst({ select: { id: true } })) !== null
    },
    async take(db, limit) {
      const rows = await db.$queryRaw<(WaitingListing & { id: string | null; tasks: number })[]>`
        WITH taken AS (
          DELETE FROM "properties"."MatchTask" WHERE "id" = ANY (ARRAY(
            SELECT "id" FROM "properties"."MatchTask" ORDER BY "id" LIMIT ${limit} FOR UPDATE SKIP LOCKED
          )) RETURNING "propertyId", "kind"
        ), waiting AS (
          SELECT "propertyId", count(*)::int AS "tasks", bool_or("kind" = 'NEW_LISTING') AS "isNew" FROM taken GROUP BY 1
        )
        SELECT w."tasks", CASE WHEN w."isNew" THEN 'NEW_LISTING' ELSE 'PRICE_DROP' END AS "kind",
          p."id", p."ownerId", p."title", p."description", p."listingIntent"::text, p."propertyType"::text,
          p."standardStatus"::text, p."listPrice"::float8, p."currency", p."livingArea", p."lotSizeArea", p."bedroomsTotal",
          p."bathroomsTotal", p."yearBuilt", p."cityKey", p."districtKey", p."postalCode", p."street", p."district", p."city",
          p."stateOrProvince", lower(p."stateOrProvince") AS "loweredState", p."country", p."latitude", p."longitude",
          p."attributes", (SELECT coalesce(jsonb_object_agg(a."key", lower(a."value"::text)::jsonb), '{}')
            FROM jsonb_each(p."attributes") a) AS "loweredAttributes"
        FROM waiting w LEFT JOIN "properties"."Property" p
          ON p."id" = w."propertyId" AND p."standardStatus" = 'ACTIVE' AND p."deletedAt" IS NULL`
      const listings = rows.filter(({ id }) => id !== null)
      return { taken: rows.reduce((total, { tasks }) => total + tasks, 0), listings }
    },
    findCandidates: (db, listings) => db.$queryRaw<Candidate[]>`
      SELECT s."id", s."conditions", s."terms", array_agg(l."place") AS "listings"
      FROM jsonb_to_recordset(${JSON.stringify(listings.map(toProbe))}::jsonb) AS l("place" int, "ownerId" uuid,
        "listingIntent" "properties"."ListingIntent", "propertyType" "properties"."PropertyType", "cityKeys" text[],
        "currency" text, "listPrice" numeric)
      JOIN "properties"."SavedSearch" s ON s."cityKeys" && l."cityKeys"
        AND (s."listingIntent" IS NULL OR s."listingIntent" = l."listingIntent")
        AND (s."propertyTypes" = '{}' OR l."propertyType" = ANY (s."propertyTypes"))
        AND (s."currency" IS NULL OR s."currency" = l."currency")
        AND (s."priceMin" IS NULL OR s."priceMin" <= l."listPrice")
        AND (s."priceMax" IS NULL OR s."priceMax" >= l."listPrice")
        AND s."userId" <> l."ownerId"
      GROUP BY s."id"`,
    async add(db, matches, now, instantAt) {
      const rows = matches.map(({ savedSearchId, listing }) => ({
        savedSearchId,
        propertyId: listing.id,
        kind: listing.kind,
        listPrice: listing.listPrice,
        currency: listing.currency,
      }))
      const added = await db.$queryRaw<{ id: bigint }[]>`
        WITH met AS (
          SELECT m.*, bool_or(x."id" IS NOT NULL) AS "isKnown" FROM jsonb_to_recordset(${JSON.stringify(rows)}::jsonb) AS m(
            "savedSearchId" uuid, "propertyId" uuid, "kind" "properties"."SearchMatchKind", "listPrice" numeric, "currency" text)
          LEFT JOIN "properties"."SavedSearchMatch" x ON x."savedSearchId" = m."savedSearchId" AND x."propertyId" = m."propertyId"
          GROUP BY m."savedSearchId", m."propertyId", m."kind", m."listPrice", m."currency"
          HAVING count(*) FILTER (WHERE (x."currency" = m."currency" AND x."listPrice" <= m."listPrice")
            OR (x."currency" <> m."currency" AND m."kind" = 'NEW_LISTING')) = 0
        ), added AS (
          INSERT INTO "properties"."SavedSearchMatch" ("savedSearchId", "propertyId", "kind", "listPrice", "currency", "matchedAt")
          SELECT "savedSearchId", "propertyId", CASE WHEN "isKnown" THEN 'PRICE_DROP' ELSE "kind" END, "listPrice", "currency",
            ${now}::timestamptz FROM met
          ON CONFLICT DO NOTHING RETURNING "id", "savedSearchId"
        ), due AS (
          UPDATE "properties"."SavedSearch" s SET "digestAt" = coalesce(s."digestAt", ${instantAt}::timestamptz)
          FROM (SELECT DISTINCT "savedSearchId" FROM added) a
          WHERE s."id" = a."savedSearchId" AND s."notify" = 'INSTANT'
        )
        SELECT "id" FROM added`
      return added.length
    },
    async findAfter(id, userIds) {
      const rows = await client.$queryRaw<(MatchRow & { readonly userId: string })[]>`
        SELECT m."id", m."savedSearchId", m."propertyId", m."kind"::text, m."listPrice", m."currency", m."matchedAt", s."userId"
        FROM "properties"."SavedSearchMatch" m JOIN "properties"."SavedSearch" s ON s."id" = m."savedSearchId"
        WHERE m."id" > ${String(id)}::bigint AND s."userId" = ANY(${[...userIds]}::uuid[]) ORDER BY m."id"`
      return rows.map((row) => ({ ...readMatch(row), userId: row.userId }))
    },
    async findLastId() {
      const { _max } = await client.savedSearchMatch.aggregate({ _max: { id: true } })
      return _max.id ?? 0n
    },
    // Ids grow with time: what is old comes first.
    forget: (before, limit) => client.$executeRaw`
      DELETE FROM "properties"."SavedSearchMatch" WHERE "id" = ANY (ARRAY(
        SELECT m."id" FROM "properties"."SavedSearchMatch" m JOIN "properties"."SavedSearch" s ON s."id" = m."savedSearchId"
        WHERE m."matchedAt" < ${before}::timestamptz AND (s."notify" = 'NEVER'
          OR (m."digestedAt" IS NOT NULL AND m."digestedAt" IS DISTINCT FROM s."digestAt"))
        ORDER BY m."id" LIMIT ${limit}))`,
    transact: (work) => client.$transaction(work, { maxWait: 20_000, timeout: 20_000 }),
  }
}

function toProbe(listing: WaitingListing, place: number) {
  const { ownerId, listingIntent, propertyType, cityKey, currency, listPrice } = listing
  const cityKeys = cityKey === null ? [anyCity] : [cityKey, anyCity]
  return { place, ownerId, listingIntent, propertyType, cityKeys, currency, listPrice }
}
