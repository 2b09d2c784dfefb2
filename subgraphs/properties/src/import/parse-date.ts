import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'

const patterns = {
  'YYYY-MM-DD': /^(?<year>\d{4})-(?<month>\d{2})-(?<day>\d{2})(?:[T ].*)?$/,
  YYYYMMDD: /^(?<year>\d{4})(?<month>\d{2})(?<day>\d{2})(?:T.*)?$/,
  YYYYMM: /^(?<year>\d{4})(?<month>\d{2})$/,
  'DD/MM/YYYY': /^(?<day>\d{1,2})[/.-](?<month>\d{1,2})[/.-](?<year>\d{4})$/,
  'MM/DD/YYYY': /^(?<month>\d{1,2})[/.-](?<day>\d{1,2})[/.-](?<year>\d{4})$/,
} as const

export type DateFormat = keyof typeof patterns | 'unixSeconds'

/** The calendar date as `YYYY-MM-DD`; a month alone is its first day. Null when the text is not such a date. */
export function parseDate(text: string, format: DateFormat): string | null {
  if (format === 'unixSeconds') {
    return /^\d{1,11}$/.test(text) ? new Date(Number(text) * 1000).toISOString().slice(0, 10) : null
  }
  const { year, month, day = '01' } = patterns[format].exec(text)?.groups ?? {}
  if (year === undefined || month === undefined) return null
  const date = `${year}-${month.padStart(2, '0')}-${day.padStart(2, '0')}`
  return isIsoDate(date) ? date : null
}
