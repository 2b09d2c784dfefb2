import { attributeConditionSql } from './attribute-condition-sql.ts'
import { boundingBox } from './bounding-box.ts'
import { distanceSql } from './distance-sql.ts'
import { foldPlace } from './fold-place.ts'
import { Prisma } from './generated/prisma/client.ts'
import type { BoundingBox, Circle, PropertyFilter, Range } from './property-filter.ts'

const uuid = /^[0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}$/i

/**
 * What follows WHERE for a filter, on any table with the listing columns (`properties."Property"` and the search
 * index's projection): every condition given must hold, and a row without a value for a field fails a condition on it.
 * Every value is a parameter, left uncast where the column's own type (an enum here, text there) has to decide, so that
 * indexes serve. `alias` names the table in the query and is never user input. The filter has passed
 * validatePropertyFilter.
 */
export function propertyFilterSql(filter: PropertyFilter | null | undefined, alias = 'p'): Prisma.Sql {
  if (!filter) return Prisma.sql`TRUE`
  const column = (name: string) => Prisma.raw(`"${alias}"."${name}"`)
  const conditions: (Prisma.Sql | null)[] = [
    isOneOf(column('listingIntent'), filter.listingIntent ? [filter.listingIntent] : null),
    isOneOf(column('propertyType'), filter.propertyType),
    isOneOf(column('standardStatus'), filter.standardStatus),
    isBetween(column('listPrice'), filter.listPrice, 'numeric'),
    isOneOf(column('currency'), filter.currency ? [filter.currency] : null),
    isBetween(column('livingArea'), filter.livingArea, 'double precision'),
    isBetween(column('lotSizeArea'), filter.lotSizeArea, 'double precision'),
    isBetween(column('bedroomsTotal'), filter.bedroomsTotal, 'integer'),
    isBetween(column('bathroomsTotal'), filter.bathroomsTotal, 'double precision'),
    isBetween(column('yearBuilt'), filter.yearBuilt, 'integer'),
    isOneOf(column('cityKey'), filter.city?.map(foldPlace)),
    isOneOf(column('districtKey'), filter.district?.map(foldPlace)),
    isOneOf(column('postalCode'), filter.postalCode),
    isState(column('stateOrProvince'), filter.stateOrProvince),
    isOneOf(column('country'), filter.country ? [filter.country.toUpperCase()] : null),
    filter.near ? isNear(filter.near, alias) : null,
    filter.within ? isWithin(filter.within, column('latitude'), column('longitude')) : null,
    ...(filter.attributes ?? []).map((condition) => attributeConditionSql(condition, alias)),
    isOwnedBy(column('ownerId'), filter.ownerId),
  ]
  const given = conditions.filter((condition) => condition !== null)
  return given.length === 0 ? Prisma.sql`TRUE` : Prisma.sql`(${Prisma.join(given, ' AND ')})`
}

function isOneOf(column: Prisma.Sql, values: readonly string[] | null | undefined): Prisma.Sql | null {
  if (!values) return null
  if (values.length === 0) return Prisma.sql`FALSE`
  return values.length === 1
    ? Prisma.sql`${column} = ${values[0]}`
    : Prisma.sql`${column} IN (${Prisma.join([...values])})`
}

function isBetween(
  column: Prisma.Sql,
  range: Range | null | undefined,
  type: 'numeric' | 'double precision' | 'integer',
): Prisma.Sql | null {
  if (!range) return null
  const cast = Prisma.raw(type)
  const tests = [
    range.gte === null || range.gte === undefined ? null : Prisma.sql`${column} >= ${range.gte}::${cast}`,
    range.lte === null || range.lte === undefined ? null : Prisma.sql`${column} <= ${range.lte}::${cast}`,
  ].filter((test) => test !== null)
  return tests.length === 0 ? null : Prisma.join(tests, ' AND ')
}

function isState(column: Prisma.Sql, states: readonly string[] | null | undefined): Prisma.Sql | null {
  if (!states) return null
  if (states.length === 0) return Prisma.sql`FALSE`
  return Prisma.sql`lower(${column}) IN (${Prisma.join(states.map((state) => Prisma.sql`lower(${state}::text)`))})`
}

function isOwnedBy(column: Prisma.Sql, ownerId: string | null | undefined): Prisma.Sql | null {
  if (ownerId === null || ownerId === undefined) return null
  return uuid.test(ownerId) ? Prisma.sql`${column} = ${ownerId}::uuid` : Prisma.sql`FALSE`
}

/** The box is what an index can find; the distance decides. */
function isNear(circle: Circle, alias: string): Prisma.Sql {
  const box = isWithin(boundingBox(circle), Prisma.raw(`"${alias}"."latitude"`), Prisma.raw(`"${alias}"."longitude"`))
  return Prisma.sql`(${box} AND ${distanceSql(circle, alias)} <= ${circle.radiusMeters}::double precision)`
}

function isWithin(box: BoundingBox, latitude: Prisma.Sql, longitude: Prisma.Sql): Prisma.Sql {
  const west = Prisma.sql`${longitude} >= ${box.west}::double precision`
  const east = Prisma.sql`${longitude} <= ${box.east}::double precision`
  const isSplit = box.west > box.east
  return Prisma.sql`(${latitude} BETWEEN ${box.south}::double precision AND ${box.north}::double precision AND ${
    isSplit ? Prisma.sql`(${west} OR ${east})` : Prisma.sql`${west} AND ${east}`
  })`
}
