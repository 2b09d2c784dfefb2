import { measureDistance } from './measure-distance.ts'

/** What two listings of one property have in common. Areas in square metres, positions in degrees. */
export interface OfferFacts {
  readonly listingIntent: string
  readonly propertyType: string
  readonly cityKey: string | null
  readonly amount: number
  readonly currency: string
  readonly livingArea: number | null
  readonly lotSizeArea: number | null
  readonly bedroomsTotal: number | null
  readonly bathroomsTotal: number | null
  readonly latitude: number | null
  readonly longitude: number | null
}

/** Positions of one place differ when they are blurred on purpose, as portals do. */
const distanceMaxMeters = 500
/** Areas differ by rounding and by the unit they were converted from. */
const areaRatioMax = 1.03
const priceRatioMax = 1.15
/** Half baths are counted or not. */
const bathroomsMax = 0.5

/**
 * Whether nothing speaks against two listings being one property: the same kind in the same city, and what both tell of
 * place, sizes and price within a tolerance. What only one of them tells counts for nothing.
 */
export function agreesOnFacts(a: OfferFacts, b: OfferFacts): boolean {
  if (a.listingIntent !== b.listingIntent || a.propertyType !== b.propertyType || a.cityKey !== b.cityKey) return false
  if (a.currency === b.currency && isFar(a.amount, b.amount, priceRatioMax)) return false
  if (isFar(a.livingArea, b.livingArea, areaRatioMax) || isFar(a.lotSizeArea, b.lotSizeArea, areaRatioMax)) return false
  if (differs(a.bedroomsTotal, b.bedroomsTotal, 0) || differs(a.bathroomsTotal, b.bathroomsTotal, bathroomsMax))
    return false
  const distance = measureDistance(a, b)
  return distance === null || distance <= distanceMaxMeters
}

function isFar(a: number | null, b: number | null, ratioMax: number): boolean {
  if (a === null || b === null) return false
  return Math.max(a, b) > Math.min(a, b) * ratioMax
}

function differs(a: number | null, b: number | null, max: number): boolean {
  return a !== null && b !== null && Math.abs(a - b) > max
}
