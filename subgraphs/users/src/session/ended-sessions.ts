/**
 * How far behind the clock a follower starts again. An end is committed a little after the time it carries, and
 * clocks of replicas differ: what is younger than this is told again, so that nothing is missed.
 */
export const settleMs = 30_000

/** The most sessions of one answer. */
export const pageSize = 1000

/** Sorts before every id. */
const lowestId = '00000000-0000-0000-0000-000000000000'

/** Where a follower of ended sessions stands. */
export interface EndedPosition {
  /** The next session told is the first one after this end and id. */
  readonly endedAtMs: number
  readonly id: string
  /** When the first page of a run of full pages was read; null between runs. */
  readonly runStartedAtMs: number | null
  /** How many sessions after this position the follower knows already: when there are more, there is news. */
  readonly told: number
}

/** Where someone starts who has seen nothing: older ends concern only access tokens that have expired. */
export function startPosition(nowMs: number, accessTokenMs: number): EndedPosition {
  return { endedAtMs: nowMs - accessTokenMs - settleMs, id: lowestId, runStartedAtMs: null, told: 0 }
}

/** Where a follower stands after a page: at its last session while there are more, else at what has settled. */
export function nextPosition(
  before: EndedPosition,
  page: readonly { readonly id: string; readonly endedAtMs: number }[],
  nowMs: number,
): EndedPosition {
  const runStartedAtMs = before.runStartedAtMs ?? nowMs
  const settledAtMs = runStartedAtMs - settleMs
  const toldBefore = before.runStartedAtMs === null ? 0 : before.told
  const told = toldBefore + page.filter(({ endedAtMs }) => endedAtMs >= settledAtMs).length
  const last = page.at(-1)
  if (page.length >= pageSize && last !== undefined)
    return { endedAtMs: last.endedAtMs, id: last.id, runStartedAtMs, told }
  return { endedAtMs: settledAtMs, id: lowestId, runStartedAtMs: null, told }
}

/** The opaque cursor of a position. */
export function encodeEndedCursor({ endedAtMs, id, runStartedAtMs, told }: EndedPosition): string {
  return Buffer.from(`${endedAtMs}:${id}:${runStartedAtMs ?? ''}:${told}`).toString('base64url')
}

/** The position of a cursor; null when it is none of ours. */
export function decodeEndedCursor(cursor: string): EndedPosition | null {
  if (cursor.length > 120) return null
  const text = Buffer.from(cursor, 'base64url').toString('latin1')
  const [, time, id, run, told] =
    /^(\d{1,15}):([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12}):(\d{0,15}):(\d{1,9})$/.exec(text) ?? []
  if (time === undefined || id === undefined || run === undefined || told === undefined) return null
  return { endedAtMs: Number(time), id, runStartedAtMs: run === '' ? null : Number(run), told: Number(told) }
}
