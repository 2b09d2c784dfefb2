import type { ListingIntent, PropertyType } from '../listing/listing.ts'
import type { FoldedFilter } from './fold-filter.ts'

/** Stands in `cityKeys` for any city. */
export const anyCity = '*'

/** What the price columns hold: 14 digits, two of them decimals. */
const centsMax = 99_999_999_999_999

/**
 * The parts of a filter that have columns of their own. They never refuse a listing that the whole filter would take;
 * `matchesFilter` decides.
 */
export function toConditionColumns(filter: FoldedFilter) {
  const { gte, lte } = filter.listPrice ?? {}
  const cities = filter.city ?? []
  return {
    listingIntent: (filter.listingIntent ?? null) as ListingIntent | null,
    propertyTypes: [...(filter.propertyType ?? [])] as PropertyType[],
    cityKeys: cities.length > 0 ? [...new Set(cities)] : [anyCity],
    // A longer one is no currency: the whole filter takes nothing.
    currency: filter.currency && filter.currency.length === 3 ? filter.currency : null,
    priceMin: typeof gte === 'number' ? toColumn(Math.floor(gte * 100)) : null,
    priceMax: typeof lte === 'number' ? toColumn(Math.ceil(lte * 100)) : null,
  }
}

function toColumn(cents: number): number {
  return Math.min(Math.max(cents, -centsMax), centsMax) / 100
}
