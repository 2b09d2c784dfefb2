import { Prisma, type PrismaClient } from '@ree-ai/db/generated/prisma/client'
import { propertyFilterSql } from '@ree-ai/db/property-filter-sql'
import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import { collections } from '../index/collection.ts'
import { createSqlBm25 } from '../retrieval/sql-bm25.ts'
import type { SignalName, SignalWeights } from './ranking.ts'
import type { SearchPosition } from './search-cursor.ts'

const bm25 = createSqlBm25(collections.listing)
/** After that many days a listing's freshness is half. */
const freshnessHalfLifeDays = 30

/** A listing in the order of a search. */
export type RankedListing = Readonly<Record<SignalName, number>> & {
  readonly id: number
  readonly propertyId: string
  readonly version: number
  readonly title: string
  readonly description: string
  readonly score: number
}

/** A page of a search, best first, and how many satisfy its filter in all. */
export interface RankedListings {
  readonly listings: readonly RankedListing[]
  readonly totalCount: number
}

export interface ListingSearch {
  readonly filter: PropertyFilter
  readonly terms: readonly string[]
  /** The query's vector in pgvector's text form, and the model it is of; null to rank without. */
  readonly vector: { readonly literal: string; readonly model: string } | null
  readonly weights: SignalWeights
  readonly asOfMs: number
  readonly after: SearchPosition | null
  readonly limit: number
}

export type ListingSearchStore = ReturnType<typeof createListingSearchStore>

/** Searches of the projection: public listings only. */
export function createListingSearchStore(client: PrismaClient) {
  return {
    async hasMatches(filter: PropertyFilter): Promise<boolean> {
      const [row] = await client.$queryRaw<{ found: boolean }[]>`
        SELECT EXISTS (SELECT 1 FROM "rag"."Listing" m WHERE ${propertyFilterSql(filter, 'm')}) AS found`
      return row?.found === true
    },

    /** Which of these attributes listings have. */
    async findKeys(keys: readonly string[]): Promise<readonly string[]> {
      const rows = await client.$queryRaw<{ key: string }[]>`
        SELECT k."key" FROM unnest(${[...keys]}::text[]) AS k("key")
        -- Counted, not looked for: a key that nobody has would be looked for in every listing.
        WHERE (SELECT count(*) FROM "rag"."Listing" m WHERE m."attributes" ? k."key") > 0`
      return rows.map(({ key }) => key)
    },

    /** The listings that satisfy the filter, best first, and how many there are in all. */
    async rank(search: ListingSearch): Promise<RankedListings> {
      const rows = await client.$queryRaw<(RankedListing & { readonly totalCount: number })[]>(rankSql(search))
      return { listings: rows.filter(({ id }) => id !== null), totalCount: rows[0]?.totalCount ?? 0 }
    },
  }
}

/** Filters first, then each signal over what is left, then one page of the sum. */
function rankSql({ filter, terms, vector, weights, asOfMs, after, limit }: ListingSearch): Prisma.Sql {
  const cosine =
    vector === null
      ? Prisma.sql`NULL::float8`
      : Prisma.sql`CASE WHEN m."model" = ${vector.model} THEN 1 - (m."embedding" <=> ${vector.literal}::vector) END`
  const lexical =
    terms.length === 0
      ? Prisma.sql`SELECT NULL::int AS id, NULL::float8 AS score`
      : bm25.scores(terms, Prisma.sql`matching`)
  const weight = (name: SignalName) => Prisma.sql`${weights[name]}::float8`
  const behind =
    after === null ? Prisma.sql`TRUE` : Prisma.sql`("score", "id") < (${after.score}::float8, ${after.id}::int)`
  return Prisma.sql`
    WITH matching AS MATERIALIZED (
      SELECT m."id", m."length", m."completeness", m."listedAt", m."engagement", ${cosine} AS cosine
      FROM "rag"."Listing" m WHERE ${propertyFilterSql(filter, 'm')}
    ), lexical AS MATERIALIZED (${lexical}
    ), bounds AS (
      SELECT (SELECT max(score) FROM lexical) AS top, min(cosine) AS least, max(cosine) AS most FROM matching
    ), signals AS (
      SELECT m."id",
        coalesce(l.score / b.top, 0) AS "text",
        CASE WHEN m.cosine IS NULL THEN 0 WHEN b.most > b.least THEN (m.cosine - b.least) / (b.most - b.least) ELSE 1 END AS "vector",
        coalesce(m."completeness" / 100, 0.5) AS "completeness",
        coalesce(power(0.5, greatest(0, extract(epoch FROM ${new Date(asOfMs)}::timestamptz - m."listedAt"))::float8
          / ${freshnessHalfLifeDays * 86_400}::float8), 0.5) AS "freshness",
        coalesce(m."engagement", 0.5) AS "engagement",
        0.5::float8 AS "personal"
      FROM matching m CROSS JOIN bounds b LEFT JOIN lexical l ON l."id" = m."id"
    ), scored AS (
      SELECT s.*, round((s."text" * ${weight('text')} + s."vector" * ${weight('vector')} + s."completeness" * ${weight('completeness')}
        + s."freshness" * ${weight('freshness')} + s."engagement" * ${weight('engagement')}
        + s."personal" * ${weight('personal')})::numeric, 9)::float8 AS "score"
      FROM signals s
    ), page AS (
      SELECT * FROM scored WHERE ${behind} ORDER BY "score" DESC, "id" DESC LIMIT ${limit}
    )
    SELECT c."totalCount", p.*, l."propertyId", l."version", l."title", l."description"
    FROM (SELECT count(*)::int AS "totalCount" FROM matching) c
    LEFT JOIN page p ON TRUE
    LEFT JOIN "rag"."Listing" l ON l."id" = p."id"
    ORDER BY p."score" DESC, p."id" DESC`
}
