import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'
import { parseWrittenDate } from './parse-written-date.ts'

const patterns = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ].*)?$/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:T.*)?$/,
  YYYYMM: /^(?<year>\d{4})(?<month>\d{2})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})[/.-](?<year>\d{4})$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})[/.-](?<day>\d{1,2})[/.-](?<year>\d{4})$/,
} as const

/** Longer texts are no dates, whatever time stands behind. */
const lengthMax = 100

export type DateFormat = keyof typeof patterns | 'unixSeconds'

/**
 * The calendar date as `YYYY-MM-DD`; a month alone is its first day. Without a format every date is taken that can be read
 * in one way only: 2026-12-31, 2026/12/31, 31.12.2026, 2026年12月31日, 12/31/2026, "1 de marzo de 2026". Null when the text is
 * not such a date.
 */
export function parseDate(text: string, format?: DateFormat): string | null {
  if (text.length > lengthMax) return null
  if (format === undefined) return parseAnyDate(text)
  if (format === 'unixSeconds') {
    return /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000).toISOString().slice(0, 10) : null
  }
  const { year, month, day = '01' } = patterns[format].exec(text)?.groups ?? {}
  return toIso(year, month, day)
}

/** Whether the text is a date that has two readings, the day or the month first. */
export function isAmbiguousDate(text: string): boolean {
  const [dayFirst, monthFirst] = [parseDate(text, 'DD/MM/YYYY'), parseDate(text, 'MM/DD/YYYY')]
  return dayFirst !== null && monthFirst !== null && dayFirst !== monthFirst && !text.includes('.')
}

function parseAnyDate(text: string): string | null {
  const iso = parseDate(text, 'YYYY-MM-DD')
  if (iso !== null) return iso
  const [, year, month, day] =
    /^(\d{4})[/.](\d{1,2})[/.](\d{1,2})$/.exec(text) ??
    /^(\d{4})\s?[年년]\s?(\d{1,2})\s?[月월]\s?(\d{1,2})\s?[日일]$/.exec(text) ??
    []
  if (year !== undefined) return toIso(year, month, day)
  // Dots are only ever written with the day first.
  if (isAmbiguousDate(text)) return null
  return (
    parseDate(text, 'DD/MM/YYYY') ??
    (text.includes('.') ? null : parseDate(text, 'MM/DD/YYYY')) ??
    parseWrittenDate(text)
  )
}

function toIso(year: string | undefined, month: string | undefined, day: string | undefined): string | null {
  if (year === undefined || month === undefined || day === undefined) return null
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isIsoDate(date) ? date : null
}
