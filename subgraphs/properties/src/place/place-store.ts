import type { Db } from '../db.ts'

/** A place that published listings stand in. */
export interface Place {
  readonly city: string
  readonly district: string | null
  readonly stateOrProvince: string | null
  readonly country: string | null
  readonly listings: number
}

/** The most that anybody asks for. */
export const placesMax = 5_000

/** The places of published listings. */
export interface PlaceStore {
  /** Cities and their districts, most listings first. */
  readonly findMany: (limit: number) => Promise<Place[]>
}

export function createPlaceStore(client: Db): PlaceStore {
  return {
    // Spelt as most of its listings spell it. Towns of the same name in two states are two places.
    findMany: (limit) => client.$queryRaw<Place[]>`
      SELECT mode() WITHIN GROUP (ORDER BY "city") AS "city",
        CASE WHEN grouping("districtKey") = 0 THEN mode() WITHIN GROUP (ORDER BY "district") END AS "district",
        "stateOrProvince", "country", count(*)::int AS "listings"
      FROM "properties"."Property"
      WHERE "standardStatus" = 'ACTIVE' AND "deletedAt" IS NULL AND "cityKey" IS NOT NULL
      GROUP BY GROUPING SETS (("country", "stateOrProvince", "cityKey"), ("country", "stateOrProvince", "cityKey", "districtKey"))
      HAVING grouping("districtKey") = 1 OR "districtKey" IS NOT NULL
      ORDER BY count(*) DESC, "cityKey", "districtKey" NULLS FIRST, "stateOrProvince", "country"
      LIMIT ${limit}`,
  }
}
