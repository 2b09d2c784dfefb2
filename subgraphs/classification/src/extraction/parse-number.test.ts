import { expect, it } from 'vitest'
import { parseNumber } from './parse-number.ts'

it.each([
  ['1200', 1200],
  ['1,200', 1200],
  ['1.200', 1200],
  ['1.200,50', 1200.5],
  ['1,200.50', 1200.5],
  ['1.200.000', 1_200_000],
  ['2.5', 2.5],
  ['2,5', 2.5],
  ['0.500', 0.5],
  ['2½', 2.5],
  ['½', 0.5],
])('reads %s as people mean it', (raw, value) => {
  expect(parseNumber(raw)).toBe(value)
})

it('takes a point before three digits for a decimal one when a scaling word follows', () => {
  expect(parseNumber('1.250', true)).toBe(1.25)
})

it('says that 1,2,3 is no number', () => {
  expect(parseNumber('1,2,3')).toBeNaN()
})
