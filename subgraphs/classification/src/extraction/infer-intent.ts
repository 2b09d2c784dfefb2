import type { ExtractedFilter, ListingIntent } from './extraction.ts'

/** Currencies in which no home is sold for the first amount and none is let for the second, a month. */
const certain: Readonly<Record<string, readonly [rentMax: number, saleMin: number]>> = {
  USD: [10_000, 60_000],
  EUR: [10_000, 60_000],
  GBP: [10_000, 60_000],
  AUD: [10_000, 60_000],
  CAD: [10_000, 60_000],
  CHF: [12_000, 80_000],
}
const homes = new Set(['APARTMENT', 'HOUSE', 'TOWNHOUSE', 'VILLA'])

/**
 * The intent that a price leaves no doubt about, for texts that do not say it: a home for at most $2,000 is to let, one for
 * $500,000 is for sale. Only for homes (or no type), in currencies where the ranges are far apart; a price without a currency
 * is judged on the sale side alone, where every currency above agrees.
 */
export function inferIntent(filter: ExtractedFilter): ListingIntent | undefined {
  const { listPrice, currency, propertyType, listingIntent } = filter
  if (listingIntent !== undefined || listPrice === undefined) return undefined
  if (propertyType?.some((type) => !homes.has(type)) === true) return undefined
  const bounds = currency === undefined ? [0, 100_000] : certain[currency]
  const [rentMax, saleMin] = bounds ?? []
  if (rentMax === undefined || saleMin === undefined) return undefined
  const top = listPrice.lte ?? listPrice.gte ?? 0
  if (top >= saleMin) return 'FOR_SALE'
  return listPrice.lte !== undefined && listPrice.lte <= rentMax && listPrice.lte >= 100 ? 'FOR_RENT' : undefined
}
