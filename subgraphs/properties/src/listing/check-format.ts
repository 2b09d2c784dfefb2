import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import { checkWebAddress } from '@ree-ai/kit/web-address/check-web-address'
import { checkContact } from './check-contact.ts'
import { checkPostalCode } from './check-postal-code.ts'
import { correctCountryCode, isCountryCode } from './country-codes.ts'
import type { Address, ListingContent, Photo } from './listing.ts'

const amountMax = 1e10
const areaMax = 1e9
const photosMax = 50
const currencies: ReadonlySet<string> = new Set(Intl.supportedValuesOf('currency'))
const addressLengths: Readonly<Record<keyof Address, number>> = {
  unparsedAddress: 300,
  street: 200,
  city: 100,
  district: 100,
  stateOrProvince: 100,
  postalCode: 20,
  country: 2,
}

/** The second layer: each value by itself, whatever the others say. */
export function checkFormat(content: ListingContent): InputProblem[] {
  return [
    ...checkTitle(content.title),
    ...validateText(content.description, 20_000, 'description'),
    ...checkPrice(content.listPrice),
    ...checkNumber(content.livingArea, areaMax, 'livingArea', 'square metres'),
    ...checkNumber(content.lotSizeArea, areaMax, 'lotSizeArea', 'square metres'),
    ...checkCount(content.bedroomsTotal, 1, 'bedroomsTotal'),
    ...checkCount(content.bathroomsTotal, 0.25, 'bathroomsTotal'),
    ...(content.yearBuilt !== null && !Number.isInteger(content.yearBuilt)
      ? [{ path: 'yearBuilt', reason: 'must be a whole year.' }]
      : []),
    ...checkAddress(content.address),
    ...checkDegrees(content.location?.latitude, 90, 'location.latitude'),
    ...checkDegrees(content.location?.longitude, 180, 'location.longitude'),
    ...checkPhotos(content.photos),
    ...checkContact(content.contactDetails),
  ]
}

function checkTitle(title: string): InputProblem[] {
  const length = title.trim().length
  if (length < 5) return [{ path: 'title', reason: 'must have at least 5 characters.' }]
  return validateText(title, 200, 'title')
}

function checkPrice(price: ListingContent['listPrice']): InputProblem[] {
  const problems: InputProblem[] = []
  const cents = price.amount * 100
  if (!(price.amount > 0 && price.amount <= amountMax))
    problems.push({ path: 'listPrice.amount', reason: 'must be more than 0 and at most 10 billion.' })
  else if (Math.abs(cents - Math.round(cents)) > 1e-9 * Math.max(1, cents))
    problems.push({ path: 'listPrice.amount', reason: 'must have at most two decimals.' })
  if (!currencies.has(price.currency))
    problems.push({ path: 'listPrice.currency', reason: 'must be an ISO 4217 code, for example "EUR".' })
  return problems
}

function checkNumber(value: number | null, max: number, path: string, unit: string): InputProblem[] {
  if (value === null || (value > 0 && value <= max)) return []
  return [{ path, reason: `must be more than 0 and at most ${max.toLocaleString('en')} ${unit}.` }]
}

function checkCount(value: number | null, step: number, path: string): InputProblem[] {
  if (value === null || (value >= 0 && value <= 100 && Number.isInteger(value / step))) return []
  return [{ path, reason: `must be from 0 to 100, in steps of ${step}.` }]
}

function checkAddress(address: Address): InputProblem[] {
  const problems = Object.entries(addressLengths).flatMap(([name, max]) =>
    name === 'country' ? [] : validateText(address[name as keyof Address], max, `address.${name}`),
  )
  if (address.country !== null && !isCountryCode(address.country)) {
    const meant = correctCountryCode(address.country)
    const example = meant === null ? 'for example "FR"' : `here "${meant}"`
    problems.push({ path: 'address.country', reason: `must be an ISO 3166-1 alpha-2 code, ${example}.` })
  }
  problems.push(...checkPostalCode(address))
  return problems
}

function checkDegrees(value: number | undefined, max: number, path: string): InputProblem[] {
  if (value === undefined || Math.abs(value) <= max) return []
  return [{ path, reason: `must be between -${max} and ${max} degrees.` }]
}

function checkPhotos(photos: readonly Photo[]): InputProblem[] {
  if (photos.length > photosMax)
    return [{ path: 'photos', reason: `has ${photos.length} pictures; at most 50 are allowed.` }]
  return photos.flatMap(({ url, caption, upload }, index) => {
    // Readers' browsers open it by themselves: it must not lead into their own networks.
    const rules = { path: `photos.${index}.url`, isHttpAllowed: false, isPrivateAllowed: false }
    return [
      ...(upload === undefined ? checkWebAddress(url, rules) : []),
      ...validateText(caption, 200, `photos.${index}.caption`),
    ]
  })
}
