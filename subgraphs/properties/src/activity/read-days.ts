import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { isIsoDate } from '@ree-ai/kit/listing/is-iso-date'

const dayMs = 24 * 60 * 60_000
const daysMax = 366
const daysDefault = 30

/** First and last day of a count, as `YYYY-MM-DD`, both included. */
export interface DayRange {
  readonly from: string
  readonly to: string
}

/** The days that a client asks for; the last 30 when it does not say. BAD_USER_INPUT with every problem at once. */
export function readDays(
  given: { readonly from?: string | null | undefined; readonly to?: string | null | undefined },
  nowMs: number,
): DayRange {
  const problems: InputProblem[] = []
  for (const path of ['from', 'to'] as const) {
    const value = given[path]
    if (value && !isIsoDate(value)) problems.push({ path, reason: 'must be a calendar date, YYYY-MM-DD.' })
  }
  if (problems.length > 0) throw createInputError(problems)
  const to = given.to || toDay(given.from ? Math.max(Date.parse(given.from), nowMs) : nowMs)
  const from = given.from || toDay(Date.parse(to) - (daysDefault - 1) * dayMs)
  const days = (Date.parse(to) - Date.parse(from)) / dayMs + 1
  if (days < 1) throw createInputError([{ path: 'from', reason: 'must not be after `to`.' }])
  if (days > daysMax)
    throw createInputError([{ path: 'from', reason: `is ${days} days up to \`to\`; at most ${daysMax} are allowed.` }])
  return { from, to }
}

/** Every day of a range. */
export function listDays({ from, to }: DayRange): string[] {
  const first = Date.parse(from)
  const count = (Date.parse(to) - first) / dayMs + 1
  return Array.from({ length: count }, (_, index) => toDay(first + index * dayMs))
}

/** The day (UTC) of a moment. */
export function toDay(ms: number): string {
  return new Date(ms).toISOString().slice(0, 10)
}
