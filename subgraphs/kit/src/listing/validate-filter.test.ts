import { expect, test } from 'vitest'
import type { KnownAttribute } from './known-attribute.ts'
import type { PropertyFilter } from './property-filter.ts'
import { createKeySuggester } from './suggest-keys.ts'
import { validateFilter } from './validate-filter.ts'

const define = (key: string, valueType: KnownAttribute['valueType'], more: Partial<KnownAttribute> = {}) => ({
  key,
  valueType,
  status: 'KNOWN' as const,
  names: [],
  ...more,
})
const known: readonly KnownAttribute[] = [
  define('petsAllowed', 'LIST'),
  define('pool', 'BOOLEAN'),
  define('floor', 'NUMBER'),
  define('heating', 'TEXT'),
  define('availableFrom', 'DATE'),
  define('wineCellar', 'TEXT', { status: 'NEW' }),
  define('spam', 'TEXT', { status: 'REJECTED' }),
  define('mascotas', 'TEXT', { status: 'REJECTED', mappedTo: 'petsAllowed' }),
]
const keys = { find: (key: string) => known.find((one) => one.key === key), suggest: createKeySuggester(known) }
const check = (attributes: NonNullable<PropertyFilter['attributes']>) => validateFilter({ attributes }, keys)

test('takes tests that fit the kind of a key, and any of a key that was not reviewed', () => {
  expect(
    check([
      { key: 'petsAllowed', in: ['dogs', 'cats'] },
      { key: 'pool', eq: false },
      { key: 'floor', gte: 1, lte: 3 },
      { key: 'heating', exists: true },
      { key: 'availableFrom', lte: '2026-03-01' },
      { key: 'wineCellar', gte: 5 },
    ]),
  ).toEqual([])
})

test('names what a misspelt key may mean', () => {
  expect(check([{ key: 'petsAlowed', eq: 'dogs' }])).toEqual([
    { path: 'filter.attributes.0.key', reason: 'is no attribute that any listing has. Did you mean petsAllowed?' },
  ])
  expect(check([{ key: 'zzz', eq: 1 }])[0]?.reason).toContain('attributeCatalog')
})

test('does not search by what a reviewer rejected, and names the key that another one is kept as', () => {
  expect(
    check([
      { key: 'spam', eq: 'x' },
      { key: 'mascotas', eq: 'x' },
    ]).map(({ reason }) => reason),
  ).toEqual(['is not offered for searching.', 'is kept as petsAllowed: use that key.'])
})

test.each([
  [{ key: 'heating', gte: 1 }, 'filter.attributes.0.gte', 'eq, in or exists'],
  [{ key: 'petsAllowed', lte: '2026-01-01' }, 'filter.attributes.0.lte', 'eq, in or exists'],
  [{ key: 'pool', eq: 'yes' }, 'filter.attributes.0.eq', 'true or false'],
  [{ key: 'floor', in: [1, 'two'] }, 'filter.attributes.0.in.1', 'a number'],
  [{ key: 'floor', gte: '2026-01-01' }, 'filter.attributes.0.gte', 'a number'],
  [{ key: 'availableFrom', eq: 'soon' }, 'filter.attributes.0.eq', 'YYYY-MM-DD'],
])('says what would be right instead of %j', (condition, path, hint) => {
  const problems = check([condition])
  expect(problems.map((problem) => problem.path)).toEqual([path])
  expect(problems[0]?.reason).toContain(hint)
})

test('tells one fault once, beside those of the rest of the filter', () => {
  const problems = validateFilter({ yearBuilt: { gte: 2, lte: 1 }, attributes: [{ key: '' }] }, keys, 'input.filter')
  expect(problems.map(({ path }) => path)).toEqual([
    'input.filter.yearBuilt',
    'input.filter.attributes.0.key',
    'input.filter.attributes.0',
  ])
})
