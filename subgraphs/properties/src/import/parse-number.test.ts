import { expect, test } from 'vitest'
import { parseDate } from './parse-date.ts'
import { parseNumber } from './parse-number.ts'

test.each([
  ['1250', {}, 1250],
  ['$1,250.50', {}, 1250.5],
  ['1.250,50 €', { decimal: ',' }, 1250.5],
  ['-0.5', {}, -0.5],
  ['3.0', {}, 3],
  ['1e5', {}, 100_000],
  ['2.5 shared baths', { firstNumber: true }, 2.5],
  ['none', { firstNumber: true }, null],
  ['12abc', {}, null],
  ['1.2.3', {}, null],
  ['', {}, null],
  ['Infinity', {}, null],
  ['0x10', {}, null],
] as const)('reads the number %j', (text, options, number) => {
  expect(parseNumber(text, options)).toBe(number)
})

test.each([
  ['2024-02-29', 'YYYY-MM-DD', '2024-02-29'],
  ['2024-06-29T10:00:00Z', 'YYYY-MM-DD', '2024-06-29'],
  ['2023-02-29', 'YYYY-MM-DD', null],
  ['20141013T000000', 'YYYYMMDD', '2014-10-13'],
  ['201803', 'YYYYMM', '2018-03-01'],
  ['1/12/2020', 'DD/MM/YYYY', '2020-12-01'],
  ['12/1/2020', 'MM/DD/YYYY', '2020-12-01'],
  ['13/13/2020', 'MM/DD/YYYY', null],
  ['1577359410', 'unixSeconds', '2019-12-26'],
  ['soon', 'YYYY-MM-DD', null],
] as const)('reads the date %j as %s', (text, format, date) => {
  expect(parseDate(text, format)).toBe(date)
})
