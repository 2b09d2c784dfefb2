import { expect, test } from 'vitest'
import { parseWindowMs } from './parse-window.ts'

test.each([
  ['500ms', 500],
  ['10s', 10_000],
  ['1m', 60_000],
  ['2 h', 7_200_000],
  ['1d', 86_400_000],
])('%s is a window', (text, windowMs) => {
  expect(parseWindowMs(text)).toBe(windowMs)
})

test.each(['', '0s', '1', 'm', '-1m', '1 year', '1.5m', '9999999999s', '25d'])('%j is refused', (text) => {
  expect(() => parseWindowMs(text)).toThrow('is not a time')
})
