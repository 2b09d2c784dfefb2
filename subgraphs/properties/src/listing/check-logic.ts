import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { ListingContent, PropertyType } from './listing.ts'
import { pricePerAreaRange, priceRange } from './price-range.ts'

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

const dwellings: ReadonlySet<PropertyType> = new Set(['APARTMENT', 'HOUSE', 'TOWNHOUSE', 'VILLA'])
/** Dwellings that stand on a plot of their own; a flat's share of one says nothing. */
const houses: ReadonlySet<PropertyType> = new Set(['HOUSE', 'TOWNHOUSE', 'VILLA'])

/** No house has more floors of its whole plot. */
const livingPerLotMax = 12
const squareMetersPerBathroomMin = 1.5

/** No room to sleep in is smaller: more bedrooms than that are a slip. */
const squareMetersPerBedroomMin = 5

/** The third layer: whether the values make sense together, for this type, for sale or for rent. */
export function checkLogic(content: ListingContent, nowMs: number): InputProblem[] {
  const price = checkPlausiblePrice(content)
  return [
    ...price,
    ...(price.length === 0 ? checkPricePerArea(content) : []),
    ...(content.propertyType === 'LAND' ? checkLand(content) : checkRooms(content)),
    ...checkBathrooms(content),
    ...checkPlot(content),
    ...checkYear(content.yearBuilt, new Date(nowMs).getUTCFullYear()),
    ...checkPosition(content),
  ]
}

function checkPlausiblePrice({ listPrice, listingIntent, propertyType }: ListingContent): InputProblem[] {
  const [min, max] = priceRange(listingIntent, propertyType, listPrice.currency)
  if (!(listPrice.amount > 0) || (listPrice.amount >= min && listPrice.amount <= max)) return []
  const what = listingIntent === 'FOR_RENT' ? "month's rent" : 'price'
  const range = `${min.toLocaleString('en')} to ${max.toLocaleString('en')} ${listPrice.currency}`
  return [{ path: 'listPrice.amount', reason: `is not a plausible ${what} for ${propertyType}: expected ${range}.` }]
}

function checkPricePerArea(content: ListingContent): InputProblem[] {
  const { listPrice, listingIntent, propertyType } = content
  const area = propertyType === 'LAND' ? content.lotSizeArea : content.livingArea
  const range = pricePerAreaRange(listingIntent, propertyType, listPrice.currency)
  if (area === null || !(area > 0) || !(listPrice.amount > 0) || range === null) return []
  const perArea = listPrice.amount / area
  if (perArea >= range[0] && perArea <= range[1]) return []
  const per = listingIntent === 'FOR_RENT' ? 'a month' : 'for sale'
  const expected = `${range[0].toLocaleString('en')} to ${range[1].toLocaleString('en')} ${listPrice.currency}`
  const reason = `makes ${round(perArea)} ${listPrice.currency} per square metre, which is not plausible for ${propertyType} ${per}: expected ${expected}. The price or the area is wrong.`
  return [{ path: 'listPrice.amount', reason }]
}

function round(value: number): string {
  return value.toLocaleString('en', { maximumSignificantDigits: 3 })
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

function checkBathrooms({ propertyType, bedroomsTotal, bathroomsTotal, livingArea }: ListingContent): InputProblem[] {
  if (!dwellings.has(propertyType) || bathroomsTotal === null || bathroomsTotal <= 0) return []
  const path = 'bathroomsTotal'
  if (bedroomsTotal !== null && bedroomsTotal >= 0 && bathroomsTotal > 2 * bedroomsTotal + 4)
    return [{ path, reason: `${bathroomsTotal} bathrooms are not plausible with ${bedroomsTotal} bedrooms.` }]
  if (livingArea !== null && livingArea > 0 && bathroomsTotal * squareMetersPerBathroomMin > livingArea)
    return [{ path, reason: `${bathroomsTotal} bathrooms do not fit into ${Math.round(livingArea)} square metres.` }]
  return []
}

function checkPlot({ propertyType, livingArea, lotSizeArea }: ListingContent): InputProblem[] {
  if (!houses.has(propertyType) || livingArea === null || lotSizeArea === null || !(lotSizeArea > 0)) return []
  if (livingArea <= lotSizeArea * livingPerLotMax) return []
  const reason = `is not plausible: ${Math.round(livingArea)} square metres of living area do not stand on a plot of ${round(lotSizeArea)}.`
  return [{ path: 'lotSizeArea', reason }]
}

function checkPosition({ location }: ListingContent): InputProblem[] {
  if (location === null || location.latitude !== 0 || location.longitude !== 0) return []
  return [{ path: 'location', reason: 'is 0, 0, which is in the Atlantic: leave it out when it is not known.' }]
}

function checkYear(year: number | null, thisYear: number): InputProblem[] {
  if (year === null || (year >= 1000 && year <= thisYear + 3)) return []
  return [{ path: 'yearBuilt', reason: `must be from 1000 to ${thisYear + 3}.` }]
}
