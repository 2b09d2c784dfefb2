import { Prisma } from './generated/prisma/client.ts'

/** IUGG mean radius of the Earth in metres. */
const earthRadiusMeters = 6_371_008.8

/**
 * Metres between a row's `latitude`, `longitude` and a point, by the haversine formula (within 0.6 % of the ellipsoid).
 * Null for a row without a position. `alias` names the table in the query.
 */
export function distanceSql(
  point: { readonly latitude: number; readonly longitude: number },
  alias: string,
): Prisma.Sql {
  const latitude = Prisma.raw(`"${alias}"."latitude"`)
  const longitude = Prisma.raw(`"${alias}"."longitude"`)
  const toLatitude = Prisma.sql`${point.latitude}::double precision`
  const toLongitude = Prisma.sql`${point.longitude}::double precision`
  // `least` would pass over a missing position, and call it the other end of the world.
  return Prisma.sql`(CASE WHEN ${latitude} IS NOT NULL AND ${longitude} IS NOT NULL THEN
    ${2 * earthRadiusMeters}::double precision * asin(least(1, sqrt(
    power(sin(radians(${latitude} - ${toLatitude}) / 2), 2)
    + cos(radians(${toLatitude})) * cos(radians(${latitude})) * power(sin(radians(${longitude} - ${toLongitude}) / 2), 2)))) END)`
}
