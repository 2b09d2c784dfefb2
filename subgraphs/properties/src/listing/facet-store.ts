import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { Db } from '../db.ts'

/** What values a field has among the matches. */
export interface Facet {
  readonly key: string
  readonly values: readonly { readonly value: string; readonly count: number }[]
  readonly min: number | null
  readonly max: number | null
}

const valuesMax = 50
const attributePrefix = 'attributes.'

/** Field to its column, and how its values are grouped and shown. */
const fields: Readonly<
  Record<string, { readonly group: string; readonly show?: string; readonly isNumber?: boolean }>
> = {
  listingIntent: { group: 'listingIntent' },
  propertyType: { group: 'propertyType' },
  standardStatus: { group: 'standardStatus' },
  currency: { group: 'currency' },
  // Grouped as filters compare them, shown as most listings write them.
  city: { group: 'cityKey', show: 'city' },
  district: { group: 'districtKey', show: 'district' },
  stateOrProvince: { group: 'stateOrProvince' },
  postalCode: { group: 'postalCode' },
  country: { group: 'country' },
  listPrice: { group: 'listPrice', isNumber: true },
  livingArea: { group: 'livingArea', isNumber: true },
  lotSizeArea: { group: 'lotSizeArea', isNumber: true },
  bedroomsTotal: { group: 'bedroomsTotal', isNumber: true },
  bathroomsTotal: { group: 'bathroomsTotal', isNumber: true },
  yearBuilt: { group: 'yearBuilt', isNumber: true },
}

/** The standard fields that can be counted. */
export const facetFields: readonly string[] = Object.keys(fields)

/** Counts values among the listings that `where` keeps: one statement, however many keys. */
export function createFacetStore(client: Db) {
  return async (where: Prisma.Sql, keys: readonly string[]): Promise<Facet[]> => {
    if (keys.length === 0) return []
    const rows = await client.$queryRaw<
      { facet: number; value: string | null; count: number; min: number | null; max: number | null }[]
    >`
      WITH matches AS MATERIALIZED (SELECT ${columnsOf(keys)} FROM "properties"."Property" p WHERE ${where})
      ${Prisma.join(
        keys.flatMap((key, index) => facetSql(key, index)),
        ' UNION ALL ',
      )}`
    return keys.map((key, index) => {
      const own = rows.filter(({ facet }) => facet === index)
      const range = own.find(({ value }) => value === null)
      const values = own.flatMap(({ value, count }) => (value === null ? [] : [{ value, count }]))
      return { key, values, min: range?.min ?? null, max: range?.max ?? null }
    })
  }
}

/** Only what is counted is kept aside: texts and pictures would make it many times larger. */
function columnsOf(keys: readonly string[]): Prisma.Sql {
  const names = keys.flatMap((key) => {
    const field = fields[key]
    return field === undefined ? ['attributes'] : [field.group, field.show ?? field.group]
  })
  return Prisma.raw([...new Set(names)].map((name) => `p."${name}"`).join(', '))
}

function facetSql(key: string, index: number): Prisma.Sql[] {
  if (key.startsWith(attributePrefix)) return attributeSql(key.slice(attributePrefix.length), index)
  const field = fields[key]
  if (field === undefined) return []
  const group = Prisma.raw(`m."${field.group}"`)
  const shown = field.show ? Prisma.raw(`mode() WITHIN GROUP (ORDER BY m."${field.show}")`) : Prisma.sql`${group}::text`
  const values = Prisma.sql`
    (SELECT ${index}::int AS "facet", ${shown} AS "value", count(*)::int AS "count",
      NULL::double precision AS "min", NULL::double precision AS "max"
    FROM matches m WHERE ${group} IS NOT NULL GROUP BY ${group} ORDER BY count(*) DESC, ${group} LIMIT ${valuesMax})`
  if (!field.isNumber) return [values]
  const range = Prisma.sql`
    SELECT ${index}::int, NULL, 0, min(${group})::double precision, max(${group})::double precision FROM matches m`
  return [values, range]
}

/** A list counts once for each of its texts; numbers also have a range. */
function attributeSql(key: string, index: number): Prisma.Sql[] {
  const items = Prisma.sql`matches m CROSS JOIN LATERAL jsonb_path_query(m."attributes" -> ${key}::text, 'lax $[*]') AS item("value")`
  return [
    Prisma.sql`
      (SELECT ${index}::int AS "facet", item."value" #>> '{}' AS "value", count(*)::int AS "count",
        NULL::double precision AS "min", NULL::double precision AS "max"
      FROM ${items} GROUP BY item."value" ORDER BY count(*) DESC, item."value" LIMIT ${valuesMax})`,
    Prisma.sql`
      SELECT ${index}::int, NULL, 0, min((item."value")::double precision), max((item."value")::double precision)
      FROM (SELECT CASE WHEN jsonb_typeof(item."value") = 'number' THEN item."value" END AS "value" FROM ${items}) AS item`,
  ]
}
