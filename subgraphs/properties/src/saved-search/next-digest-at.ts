import type { SearchNotify } from './saved-search.ts'

const hourMs = 3_600_000
const dayMs = 24 * hourMs
const digestHour = 7
/** Days from 1970-01-01, a Thursday, to a Monday. */
const mondayOffset = 4

/**
 * When the next mail of a search is due: digests at seven (UTC), on Mondays when weekly, so that one mail serves all
 * searches of a person; instant ones at the next full minute, so that listings published together come together.
 */
export function nextDigestAt(notify: SearchNotify, nowMs: number): Date | null {
  switch (notify) {
    case 'NEVER':
      return null
    case 'INSTANT':
      return new Date((Math.floor(nowMs / 60_000) + 1) * 60_000)
    case 'DAILY':
      return after(nowMs, dayMs, digestHour * hourMs)
    case 'WEEKLY':
      return after(nowMs, 7 * dayMs, mondayOffset * dayMs + digestHour * hourMs)
  }
}

/** The first moment after now that is a whole number of periods from an offset. */
function after(nowMs: number, periodMs: number, offsetMs: number): Date {
  return new Date((Math.floor((nowMs - offsetMs) / periodMs) + 1) * periodMs + offsetMs)
}
