import fc from 'fast-check'
import { expect, test } from 'vitest'
import { editDistance } from './edit-distance.ts'
import type { KnownAttribute } from './known-attribute.ts'
import { createKeySuggester } from './suggest-keys.ts'

const define = (key: string, names: readonly string[], status: KnownAttribute['status'] = 'KNOWN'): KnownAttribute => ({
  key,
  valueType: 'BOOLEAN',
  status,
  names,
})
const suggest = createKeySuggester([
  define('petsAllowed', ['Pets allowed', 'mascotas', 'Haustiere', 'thú cưng']),
  define('pool', ['Swimming pool', 'piscina']),
  define('airConditioning', ['AC', 'điều hòa']),
  define('poolTable', [], 'NEW'),
])
const keysFor = (key: string) => suggest(key).map((one) => one.key)

test.each([
  ['petsAlowed', 'petsAllowed'],
  ['petsAllowde', 'petsAllowed'],
  ['pets_allowed', 'petsAllowed'],
  ['Mascotas', 'petsAllowed'],
  ['haustier', 'petsAllowed'],
  ['thuCung', 'petsAllowed'],
  ['pools', 'pool'],
  ['dieuHoa', 'airConditioning'],
])('%s means %s', (given, key) => {
  expect(keysFor(given)[0]).toBe(key)
})

test.each([
  'pod',
  'x',
  '',
  'wineCellar',
  'poolTable',
  'constructor',
  '__proto__',
])('%j means nothing known', (given) => {
  expect(keysFor(given)).toEqual([])
})

test('a synonym is told from a misspelling', () => {
  expect(suggest('mascotas')).toEqual([{ key: 'petsAllowed', reason: 'SYNONYM', score: 1 }])
  expect(suggest('mascotos')[0]?.reason).toBe('SPELLING')
})

test('the distance of two texts is how many letters are changed, whichever way round', () => {
  const word = fc.string({ maxLength: 12 })
  fc.assert(
    fc.property(word, word, fc.nat(4), (a, b, max) => {
      const distance = editDistance(a, b, max)
      expect(editDistance(b, a, max)).toBe(distance)
      expect(editDistance(a, b, 100)).toSatisfy((whole: number) =>
        distance === null ? whole > max : whole === distance,
      )
      expect(distance === 0).toBe(a === b)
    }),
  )
  expect(editDistance('abcd', 'abdc', 1)).toBe(1)
})
