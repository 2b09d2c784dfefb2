import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'
import { type FacetColumn, readFacetColumn } from './facet-columns.ts'

/** What values a field has among the matches. */
export interface Facet {
  readonly key: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
  readonly min: number | null
  readonly max: number | null
}

/** How many listings match, and what values they have. */
export interface Summary {
  readonly count: number
  readonly facets: ReadonlyMap<string, Facet>
}

const valuesMax = 50

/**
 * Counts the listings that meet one of `parts` (conditions that exclude each other) and their values for each key: one
 * statement that reads every match once, however many keys.
 */
export type SummaryStore = (parts: readonly Prisma.Sql[], keys: readonly string[]) => Promise<Summary>

export function createSummaryStore(client: Db): SummaryStore {
  return async (parts, keys) => {
    const columns = keys.flatMap((key, index) => readFacetColumn(key, index) ?? [])
    const rows = parts.length === 0 ? [] : await client.$queryRaw<SummaryRow[]>`${summarySql(parts, columns)}`
    const facets = keys.map((key): [string, Facet] => {
      const own = rows.filter(({ facet }) => facet === keys.indexOf(key))
      const values = own.map(({ value, count }) => ({ value: value ?? '', count }))
      return [key, { key, values, min: own[0]?.min ?? null, max: own[0]?.max ?? null }]
    })
    return { count: rows.find(({ facet }) => facet === -1)?.count ?? 0, facets: new Map(facets) }
  }
}

interface SummaryRow {
  /** Place of the key; -1 for the number of all matches. */
  readonly facet: number
  readonly value: string | null
  readonly count: number
  readonly min: number | null
  readonly max: number | null
}

function summarySql(parts: readonly Prisma.Sql[], columns: readonly FacetColumn[]): Prisma.Sql {
  const selected = Prisma.join(columns.length === 0 ? [Prisma.sql`1`] : columns.map(({ select }) => select))
  const matches = Prisma.join(
    parts.map((part) => Prisma.sql`SELECT ${selected} FROM "properties"."Property" p WHERE ${part}`),
    ' UNION ALL ',
  )
  if (columns.length === 0)
    return Prisma.sql`
      SELECT -1 AS "facet", NULL AS "value", count(*)::int AS "count", NULL::float8 AS "min", NULL::float8 AS "max"
      FROM (${matches}) AS m`
  const pick = (what: (column: FacetColumn) => string) =>
    Prisma.raw(columns.map((column) => `WHEN grouping("${column.name}") = 0 THEN ${what(column)}`).join(' '))
  const sets = Prisma.raw(columns.map(({ group }) => `(${group})`).join(', '))
  // Groups are few where listings are many: lists are taken apart and spellings put together after grouping.
  return Prisma.sql`
    WITH counted AS (
      SELECT CASE ${pick(({ index }) => String(index))} ELSE -1 END AS "facet", CASE ${pick(({ name }) => `to_jsonb("${name}")`)} END AS "value",
        CASE ${pick(({ shown }) => shown)} END AS "shown", count(*)::int AS "count"
      FROM (${matches}) AS m GROUP BY GROUPING SETS ((), ${sets})
    ), merged AS (
      SELECT c."facet", item."value", sum(c."count")::int AS "count", (array_agg(c."shown" ORDER BY c."count" DESC, c."shown"))[1] AS "shown"
      FROM counted c CROSS JOIN LATERAL jsonb_path_query(c."value", 'lax $[*]') AS item("value")
      WHERE c."value" <> 'null' GROUP BY 1, 2
    ), ranked AS (
      SELECT *, row_number() OVER (PARTITION BY "facet" ORDER BY "count" DESC, "value") AS "place",
        min(CASE WHEN jsonb_typeof("value") = 'number' THEN "value"::float8 END) OVER (PARTITION BY "facet") AS "min",
        max(CASE WHEN jsonb_typeof("value") = 'number' THEN "value"::float8 END) OVER (PARTITION BY "facet") AS "max"
      FROM merged
    )
    SELECT "facet", coalesce("shown", "value" #>> '{}') AS "value", "count", "min", "max" FROM ranked WHERE "place" <= ${valuesMax}
    UNION ALL SELECT -1, NULL, "count", NULL, NULL FROM counted WHERE "facet" = -1
    ORDER BY "facet", "count" DESC`
}
