import type { InputProblem } from '../errors/create-input-error.ts'
import { isIsoDate } from './is-iso-date.ts'
import type { PropertyFilter } from './property-filter.ts'
import { validateText } from './validate-text.ts'

const textLengthMax = 200
const ranges = ['listPrice', 'livingArea', 'lotSizeArea', 'bedroomsTotal', 'bathroomsTotal', 'yearBuilt'] as const
const lists = { propertyType: 20, standardStatus: 20, city: 50, district: 50, postalCode: 50, stateOrProvince: 50 }
const attributesMax = 20
const valuesMax = 50
const radiusMetersMax = 200_000

type Condition = NonNullable<PropertyFilter['attributes']>[number]

/**
 * Everything wrong with a filter, with paths below `path`: lists too long, ranges the wrong way round, positions off
 * the map, attribute conditions without a test or with several. Empty when it can be used.
 */
export function validatePropertyFilter(filter: PropertyFilter | null | undefined, path = 'filter'): InputProblem[] {
  if (!filter) return []
  return [
    ...ranges.flatMap((name) => validateRange(filter[name], `${path}.${name}`)),
    ...Object.entries(lists).flatMap(([name, max]) =>
      validateList(filter[name as keyof typeof lists], max, `${path}.${name}`),
    ),
    ...(['currency', 'country', 'ownerId'] as const).flatMap((name) =>
      validateText(filter[name], textLengthMax, `${path}.${name}`),
    ),
    ...(filter.country && !/^[A-Za-z]{2}$/.test(filter.country)
      ? [{ path: `${path}.country`, reason: 'must be an ISO 3166-1 alpha-2 code, for example "FR".' }]
      : []),
    ...validateNear(filter.near, `${path}.near`),
    ...validateBox(filter.within, `${path}.within`),
    ...validateConditions(filter.attributes, `${path}.attributes`),
  ]
}

function validateRange(
  range: { readonly gte?: number | null; readonly lte?: number | null } | null | undefined,
  path: string,
): InputProblem[] {
  const gte = range?.gte ?? null
  const lte = range?.lte ?? null
  if (gte !== null && !isUsable(gte)) return [{ path: `${path}.gte`, reason: 'must be a number of ordinary size.' }]
  if (lte !== null && !isUsable(lte)) return [{ path: `${path}.lte`, reason: 'must be a number of ordinary size.' }]
  return gte !== null && lte !== null && gte > lte
    ? [{ path, reason: `is empty: gte (${gte}) must not be greater than lte (${lte}).` }]
    : []
}

/** Within what every column and index of ours can be compared with. */
function isUsable(value: number): boolean {
  return Number.isFinite(value) && Math.abs(value) <= 1e15
}

function validateList(values: readonly string[] | null | undefined, max: number, path: string): InputProblem[] {
  if (!values) return []
  if (values.length > max) return [{ path, reason: `has ${values.length} values; at most ${max} are allowed.` }]
  return values.flatMap((value, index) => validateText(value, textLengthMax, `${path}.${index}`))
}

function validateNear(near: PropertyFilter['near'], path: string): InputProblem[] {
  if (!near) return []
  const problems = validateDegrees(near.latitude, 90, `${path}.latitude`)
  problems.push(...validateDegrees(near.longitude, 180, `${path}.longitude`))
  if (!(near.radiusMeters > 0 && near.radiusMeters <= radiusMetersMax))
    problems.push({ path: `${path}.radiusMeters`, reason: 'must be more than 0 and at most 200,000 metres.' })
  return problems
}

function validateBox(box: PropertyFilter['within'], path: string): InputProblem[] {
  if (!box) return []
  const problems = [
    ...validateDegrees(box.south, 90, `${path}.south`),
    ...validateDegrees(box.north, 90, `${path}.north`),
    ...validateDegrees(box.west, 180, `${path}.west`),
    ...validateDegrees(box.east, 180, `${path}.east`),
  ]
  if (box.south > box.north) problems.push({ path, reason: 'is empty: south must not be greater than north.' })
  return problems
}

function validateDegrees(value: number, max: number, path: string): InputProblem[] {
  return Math.abs(value) <= max ? [] : [{ path, reason: `must be between -${max} and ${max} degrees.` }]
}

function validateConditions(conditions: readonly Condition[] | null | undefined, path: string): InputProblem[] {
  if (!conditions) return []
  if (conditions.length > attributesMax)
    return [{ path, reason: `has ${conditions.length} conditions; at most ${attributesMax} are allowed.` }]
  return conditions.flatMap((condition, index) => validateCondition(condition, `${path}.${index}`))
}

function validateCondition(condition: Condition, path: string): InputProblem[] {
  const problems = validateText(condition.key, 60, `${path}.key`)
  if (condition.key === '') problems.push({ path: `${path}.key`, reason: 'must not be empty.' })
  const isRange = isGiven(condition.gte) || isGiven(condition.lte)
  const tests = [isGiven(condition.eq), isGiven(condition.in), isGiven(condition.exists), isRange].filter(Boolean)
  if (tests.length !== 1)
    problems.push({ path, reason: 'must have exactly one test: eq, in, exists, or gte and lte together.' })
  if (condition.in && condition.in.length > valuesMax)
    problems.push({ path: `${path}.in`, reason: `has more than ${valuesMax} values.` })
  const scalars: readonly (readonly [string, Scalar | null | undefined])[] = [
    ['eq', condition.eq],
    ...(condition.in ?? []).slice(0, valuesMax).map((value, index) => [`in.${index}`, value] as const),
  ]
  for (const [name, value] of scalars) problems.push(...validateScalar(value, `${path}.${name}`))
  return [...problems, ...validateBounds(condition, path)]
}

type Scalar = string | number | boolean

function validateBounds(condition: Condition, path: string): InputProblem[] {
  const { gte, lte } = condition
  const problems = (['gte', 'lte'] as const).flatMap((name) => {
    const bound = condition[name]
    const isRight = !isGiven(bound) || (typeof bound === 'number' ? isUsable(bound) : isIsoDate(bound))
    return isRight ? [] : [{ path: `${path}.${name}`, reason: 'must be a number, or a date as YYYY-MM-DD.' }]
  })
  if (problems.length > 0 || !isGiven(gte) || !isGiven(lte)) return problems
  if (typeof gte !== typeof lte) return [{ path, reason: 'must have two numbers or two dates.' }]
  return gte > lte ? [{ path, reason: 'is empty: gte must not be greater than lte.' }] : []
}

function validateScalar(value: Scalar | null | undefined, path: string): InputProblem[] {
  if (typeof value === 'string') return validateText(value, 500, path)
  return typeof value === 'number' && !isUsable(value) ? [{ path, reason: 'must be a number of ordinary size.' }] : []
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
