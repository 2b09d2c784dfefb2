import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'

const languages = ['en', 'es', 'fr', 'de'] as const
const months = readMonthNames()

/**
 * A date with its month in words, in English, Spanish, French, German or Vietnamese: "1 de marzo de 2026", "March 1st, 2026",
 * "1er mars 2026", "1. März 2026", "ngày 1 tháng 3 năm 2026". As `YYYY-MM-DD`; null when it is none.
 */
export function parseWrittenDate(text: string): string | null {
  if (text.length > 60) return null
  const plain = fold(text).replace(/,/g, ' ').replace(/\s+/g, ' ').trim()
  const vietnamese = /^(?:ngay )?(\d{1,2}) thang (\d{1,2})(?: nam)? (\d{4})$/.exec(plain)
  if (vietnamese) return toIso(vietnamese[3], Number(vietnamese[2]), vietnamese[1])
  const dayFirst = /^(\d{1,2})(?:\.|st|nd|rd|th|er|o|º)?(?: of| de)? ([a-z]+)\.?(?: del?)? (\d{4})$/.exec(plain)
  if (dayFirst) return toIso(dayFirst[3], months.get(dayFirst[2] ?? ''), dayFirst[1])
  const monthFirst = /^([a-z]+)\.? (\d{1,2})(?:st|nd|rd|th)? (\d{4})$/.exec(plain)
  return monthFirst ? toIso(monthFirst[3], months.get(monthFirst[1] ?? ''), monthFirst[2]) : null
}

/** Folded name, long or short, to the month's number. */
function readMonthNames(): ReadonlyMap<string, number> {
  const names = new Map<string, number>()
  for (const language of languages)
    for (const month of ['long', 'short'] as const) {
      const format = new Intl.DateTimeFormat(language, { month, timeZone: 'UTC' })
      for (let index = 0; index < 12; index += 1)
        names.set(fold(format.format(Date.UTC(2026, index, 15))).replace('.', ''), index + 1)
    }
  return names
}

function fold(text: string): string {
  return text.toLowerCase().normalize('NFD').replace(/\p{M}/gu, '').replaceAll('đ', 'd')
}

function toIso(year: string | undefined, month: number | undefined, day: string | undefined): string | null {
  if (month === undefined) return null
  const date = `${year}-${String(month).padStart(2, '0')}-${String(day).padStart(2, '0')}`
  return isIsoDate(date) ? date : null
}
