import type { Reading } from './reading.ts'

/**
 * A calendar date as ISO 8601: "2027-03-01", "1 March 2027", "March 1st, 2027", "March 2027" (its first day), and without a
 * year the next such day after `today` (ISO 8601; no date without it). Days that do not exist are no date.
 */
export function readDate(
  reading: Reading,
  index: number,
  today: string | undefined,
): { readonly value: string; readonly end: number } | undefined {
  const { tokens } = reading
  const raw = (at: number) => tokens[at]?.raw ?? ''
  if (/^\d{4}$/.test(raw(index)) && raw(index + 1) === '-' && raw(index + 3) === '-') {
    return dated(Number(raw(index)), Number(raw(index + 2)), Number(raw(index + 4)), index + 5)
  }
  let at = index
  if (tokens[at]?.folded === 'the') at++
  let day: number | undefined
  if (/^\d{1,2}$/.test(raw(at))) {
    day = Number(raw(at))
    at = skipOrdinal(reading, at + 1)
    if (['of', 'de'].includes(tokens[at]?.folded ?? '')) at++
  }
  const month = reading.find(at, 'month')
  if (month === undefined) return undefined
  at += month.length
  if (day === undefined && /^\d{1,2}$/.test(raw(at))) {
    day = Number(raw(at))
    at = skipOrdinal(reading, at + 1)
  }
  const yearAt = raw(at) === ',' ? at + 1 : at
  if (/^20\d\d$/.test(raw(yearAt))) return dated(Number(raw(yearAt)), month.sense.month, day ?? 1, yearAt + 1)
  if (today === undefined) return undefined
  const thisYear = Number(today.slice(0, 4))
  const next = dated(thisYear, month.sense.month, day ?? 1, at)
  return next !== undefined && next.value < today ? dated(thisYear + 1, month.sense.month, day ?? 1, at) : next
}

function skipOrdinal(reading: Reading, at: number): number {
  const token = reading.tokens[at]
  const isSuffix = token?.isGlued === true && ['st', 'nd', 'rd', 'th', '.', 'º', 'er'].includes(token.folded)
  return isSuffix ? at + 1 : at
}

function dated(
  year: number,
  month: number,
  day: number,
  end: number,
): { readonly value: string; readonly end: number } | undefined {
  const date = new Date(Date.UTC(year, month - 1, day))
  if (Number.isNaN(date.getTime()) || date.getUTCMonth() !== month - 1 || date.getUTCDate() !== day) return undefined
  return { value: date.toISOString().slice(0, 10), end }
}
