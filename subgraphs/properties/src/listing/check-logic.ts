import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ListingContent, PropertyType } from './listing.ts'
import { priceRange } from './price-range.ts'

type Range = readonly [min: number, max: number]

/** Living areas that a kind of property can have, in square metres. */
const livingAreas: Readonly<Record<PropertyType, Range | null>> = {
  APARTMENT: [5, 2500],
  HOUSE: [8, 10_000],
  TOWNHOUSE: [8, 5000],
  VILLA: [20, 20_000],
  LAND: null,
  OFFICE: [2, 1e6],
  RETAIL: [1, 1e6],
  INDUSTRIAL: [5, 5e6],
  OTHER: [1, 1e7],
}

/** No room to sleep in is smaller: more bedrooms than that are a slip. */
const squareMetersPerBedroomMin = 5

/** The third layer: whether the values make sense together, for this type, for sale or for rent. */
export function checkLogic(content: ListingContent, nowMs: number): InputProblem[] {
  return [
    ...checkPlausiblePrice(content),
    ...(content.propertyType === 'LAND' ? checkLand(content) : checkRooms(content)),
    ...checkYear(content.yearBuilt, new Date(nowMs).getUTCFullYear()),
  ]
}

function checkPlausiblePrice({ listPrice, listingIntent, propertyType }: ListingContent): InputProblem[] {
  const [min, max] = priceRange(listingIntent, propertyType, listPrice.currency)
  if (!(listPrice.amount > 0) || (listPrice.amount >= min && listPrice.amount <= max)) return []
  const what = listingIntent === 'FOR_RENT' ? "month's rent" : 'price'
  const range = `${min.toLocaleString('en')} to ${max.toLocaleString('en')} ${listPrice.currency}`
  return [{ path: 'listPrice.amount', reason: `is not a plausible ${what} for ${propertyType}: expected ${range}.` }]
}

function checkLand(content: ListingContent): InputProblem[] {
  const problems: InputProblem[] = []
  if (content.livingArea !== null)
    problems.push({ path: 'livingArea', reason: 'must be left out: land has a lotSizeArea only.' })
  for (const path of ['bedroomsTotal', 'bathroomsTotal'] as const)
    if ((content[path] ?? 0) > 0) problems.push({ path, reason: 'must be left out: land has no rooms.' })
  if (content.yearBuilt !== null) problems.push({ path: 'yearBuilt', reason: 'must be left out: land was not built.' })
  return problems
}

function checkRooms({ propertyType, livingArea, bedroomsTotal }: ListingContent): InputProblem[] {
  const range = livingAreas[propertyType]
  if (livingArea === null || livingArea <= 0 || range === null) return []
  const [min, max] = range
  if (livingArea < min || livingArea > max) {
    const expected = `${min.toLocaleString('en')} to ${max.toLocaleString('en')} square metres`
    return [{ path: 'livingArea', reason: `is not plausible for ${propertyType}: expected ${expected}.` }]
  }
  if ((bedroomsTotal ?? 0) * squareMetersPerBedroomMin <= livingArea) return []
  return [
    {
      path: 'bedroomsTotal',
      reason: `${bedroomsTotal} bedrooms do not fit into ${Math.round(livingArea)} square metres.`,
    },
  ]
}

function checkYear(year: number | null, thisYear: number): InputProblem[] {
  if (year === null || (year >= 1000 && year <= thisYear + 3)) return []
  return [{ path: 'yearBuilt', reason: `must be from 1000 to ${thisYear + 3}.` }]
}
