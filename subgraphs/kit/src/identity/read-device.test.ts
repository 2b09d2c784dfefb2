import { expect, test } from 'vitest'
import { readDevice } from './read-device.ts'

test.each([
  ['Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0', 'Mozilla/5.0 (X11; Linux x86_64) Firefox/140.0'],
  ['two\r\nlines\0 and \x1b[31mcolour\x7f', 'twolines and [31mcolour'],
  ['caf\u00e9 \ud83d\ude00\u202e', 'caf'],
  ['  padded  ', 'padded'],
  [`${'a'.repeat(199)} b`, 'a'.repeat(199)],
  [undefined, ''],
])('%j is shown as %j', (given, shown) => {
  expect(readDevice(given)).toBe(shown)
})

test('a name of a megabyte becomes 200 characters', () => {
  expect(readDevice('\0a'.repeat(500_000))).toBe('a'.repeat(200))
})
