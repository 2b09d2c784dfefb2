import { Prisma } from '@ree-ai/db/generated/prisma/client'

/** A column that is grouped by to count a facet. Its texts are ours alone: `key` is a parameter. */
export interface FacetColumn {
  /** Place of the key among those asked for. */
  readonly index: number
  readonly select: Prisma.Sql
  readonly name: string
  /** What stands in GROUPING SETS. */
  readonly group: string
  /** SQL of the value as people write it, where it is grouped by another form; NULL else. */
  readonly shown: string
}

const attributePrefix = 'attributes.'

/** Field to its column, and how its values are shown. */
const fields: Readonly<Record<string, { readonly column: string; readonly shown?: string }>> = {
  listingIntent: { column: 'listingIntent' },
  propertyType: { column: 'propertyType' },
  standardStatus: { column: 'standardStatus' },
  currency: { column: 'currency' },
  // Grouped as filters compare them, shown as most listings write them.
  city: { column: 'cityKey', shown: 'city' },
  district: { column: 'districtKey', shown: 'district' },
  stateOrProvince: { column: 'stateOrProvince' },
  postalCode: { column: 'postalCode' },
  country: { column: 'country' },
  listPrice: { column: 'listPrice' },
  livingArea: { column: 'livingArea' },
  lotSizeArea: { column: 'lotSizeArea' },
  bedroomsTotal: { column: 'bedroomsTotal' },
  bathroomsTotal: { column: 'bathroomsTotal' },
  yearBuilt: { column: 'yearBuilt' },
}

/** The standard fields that can be counted. */
export const facetFields: readonly string[] = Object.keys(fields)

/** The column of a key; null for a key that is no field. */
export function readFacetColumn(key: string, index: number): FacetColumn | null {
  const name = `f${index}`
  if (key.startsWith(attributePrefix)) {
    const select = Prisma.sql`p."attributes" -> ${key.slice(attributePrefix.length)}::text AS ${Prisma.raw(`"${name}"`)}`
    return { index, select, name, group: `"${name}"`, shown: 'NULL' }
  }
  const field = fields[key]
  if (field === undefined) return null
  if (field.shown === undefined)
    return { index, select: Prisma.raw(`p."${field.column}" AS "${name}"`), name, group: `"${name}"`, shown: 'NULL' }
  const shown = `"s${index}"`
  return {
    index,
    select: Prisma.raw(`p."${field.column}" AS "${name}", p."${field.shown}" AS ${shown}`),
    name,
    group: `"${name}", ${shown}`,
    shown,
  }
}
