import type { InputProblem } from '../errors/create-input-error.ts'
import { isIsoDate } from './is-iso-date.ts'
import type { KnownAttribute } from './known-attribute.ts'
import type { PropertyFilter } from './property-filter.ts'
import { validatePropertyFilter } from './validate-property-filter.ts'

type Condition = NonNullable<PropertyFilter['attributes']>[number]
/** More are refused whole. */
const conditionsMax = 20

type Scalar = string | number | boolean

/** What a key is told from. */
export interface AttributeKeys {
  /** A key of the catalogue; undefined when no definition has it. */
  readonly find: (key: string) => KnownAttribute | undefined
  /** Known keys that an unknown one may mean, the likeliest first. */
  readonly suggest: (key: string) => readonly { readonly key: string }[]
}

/** Kind to the tests that fit it, and how its values are given. */
const kinds: Readonly<
  Record<KnownAttribute['valueType'], { readonly hasRange: boolean; readonly value: string; readonly tests: string }>
> = {
  BOOLEAN: { hasRange: false, value: 'true or false', tests: 'eq or exists' },
  NUMBER: { hasRange: true, value: 'a number', tests: 'eq, in, exists, gte and lte' },
  TEXT: { hasRange: false, value: 'a text', tests: 'eq, in or exists' },
  LIST: { hasRange: false, value: 'a text that the list has', tests: 'eq, in or exists' },
  DATE: { hasRange: true, value: 'a date as YYYY-MM-DD', tests: 'eq, in, exists, gte and lte' },
}

/**
 * Everything wrong with a filter: what `validatePropertyFilter` says, and of its conditions on attributes keys that nobody
 * uses, with those that may be meant, and tests that do not fit the kind of a known key. Paths are below `path`.
 */
export function validateFilter(
  filter: PropertyFilter | null | undefined,
  keys: AttributeKeys,
  path = 'filter',
): InputProblem[] {
  const problems = validatePropertyFilter(filter, path)
  // One fault is told once.
  const isTold = (at: string) => problems.some((problem) => at === problem.path || at.startsWith(`${problem.path}.`))
  return [...problems, ...validateConditions(filter, keys, path).filter((problem) => !isTold(problem.path))]
}

function validateConditions(
  filter: PropertyFilter | null | undefined,
  keys: AttributeKeys,
  path: string,
): InputProblem[] {
  return (filter?.attributes ?? []).slice(0, conditionsMax).flatMap((condition, index) => {
    const at = `${path}.attributes.${index}`
    const reason = explainKey(condition.key, keys)
    if (reason !== null) return [{ path: `${at}.key`, reason }]
    const known = keys.find(condition.key)
    // A key that was not reviewed may hold values of any kind.
    return known?.status === 'KNOWN' ? validateKind(condition, known, at) : []
  })
}

/** Why a key cannot be searched by; null when it can. */
export function explainKey(key: string, { find, suggest }: AttributeKeys): string | null {
  const known = find(key)
  if (known === undefined) {
    const meant = suggest(key).map((one) => one.key)
    const hint = meant.length === 0 ? 'attributeCatalog lists those there are.' : `Did you mean ${join(meant)}?`
    return `is no attribute that any listing has. ${hint}`
  }
  if (known.status !== 'REJECTED') return null
  return known.mappedTo ? `is kept as ${known.mappedTo}: use that key.` : 'is not offered for searching.'
}

function validateKind(condition: Condition, { key, valueType }: KnownAttribute, path: string): InputProblem[] {
  const kind = kinds[valueType]
  const bounds = (['gte', 'lte'] as const).filter((name) => isGiven(condition[name]))
  if (!kind.hasRange)
    return [
      ...bounds.map((name) => ({
        path: `${path}.${name}`,
        reason: `does not fit ${key}, which is of kind ${valueType}: use ${kind.tests}.`,
      })),
      ...validateValues(condition, valueType, path),
    ]
  return [
    ...bounds.flatMap((name) => validateValue(condition[name], valueType, `${path}.${name}`)),
    ...validateValues(condition, valueType, path),
  ]
}

function validateValues(condition: Condition, valueType: KnownAttribute['valueType'], path: string): InputProblem[] {
  return [
    ...validateValue(condition.eq, valueType, `${path}.eq`),
    ...(condition.in ?? []).flatMap((value, index) => validateValue(value, valueType, `${path}.in.${index}`)),
  ]
}

function validateValue(
  value: Scalar | null | undefined,
  valueType: KnownAttribute['valueType'],
  path: string,
): InputProblem[] {
  if (!isGiven(value) || isOfKind(value, valueType)) return []
  return [{ path, reason: `must be ${kinds[valueType].value}: the attribute is of kind ${valueType}.` }]
}

function isOfKind(value: Scalar, valueType: KnownAttribute['valueType']): boolean {
  if (valueType === 'BOOLEAN') return typeof value === 'boolean'
  if (valueType === 'NUMBER') return typeof value === 'number'
  return typeof value === 'string' && (valueType !== 'DATE' || isIsoDate(value))
}

function join(keys: readonly string[]): string {
  return keys.length === 1 ? String(keys[0]) : `${keys.slice(0, -1).join(', ')} or ${keys.at(-1)}`
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
