import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { isAccountId } from '../account/is-account-id.ts'
import { decodeTimeCursor, type TimePosition } from '../paging/time-cursor.ts'
import type { Services } from '../services.ts'
import { type AuditAction, isAuditAction } from './audit-event.ts'
import type { AuditFilter, AuditRow } from './audit-store.ts'

/** A page of the audit trail: behind the GraphQL type SecurityEventConnection. */
export interface EventPage {
  readonly events: readonly VisibleEvent[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
}

/** An event as it stands in an answer. */
export interface VisibleEvent extends AuditRow {
  /** Whether the reader may see from where somebody else did it. */
  readonly isAddressShown: boolean
}

export interface PageArguments {
  readonly first?: number | null
  readonly after?: string | null
}

/** A filter as it is given; null counts as left out. */
export interface GivenAuditFilter {
  readonly userId?: string | null
  readonly actorId?: string | null
  readonly address?: string | null
  readonly actions?: readonly string[] | null
  readonly since?: Date | string | null
  readonly until?: Date | string | null
}

const firstDefault = 20
const firstMax = 100
const textLengthMax = 200

/**
 * What happened to one's own account, newest first. Where somebody else did it, an administrator say, from where is not
 * shown; a failed sign-in is nobody's, and its address is. Throws BAD_USER_INPUT with every problem of the arguments.
 */
export async function listOwnEvents(services: Services, userId: string, given: PageArguments): Promise<EventPage> {
  const { page, problems } = readPage(given)
  if (problems.length > 0) throw createInputError(problems)
  const isAddressShown = ({ actorId }: AuditRow) => actorId === null || actorId === userId
  return readEvents(services, { userId }, page, isAddressShown)
}

/** What happened to all accounts, newest first. Throws BAD_USER_INPUT with every problem of the arguments. */
export async function listAllEvents(
  services: Services,
  { filter, ...given }: PageArguments & { readonly filter?: GivenAuditFilter | null },
): Promise<EventPage> {
  const { page, problems } = readPage(given)
  const read = readFilter(filter ?? {})
  const all = [...problems, ...read.problems]
  if (all.length > 0) throw createInputError(all)
  return readEvents(services, read.filter, page, () => true)
}

interface Page {
  readonly first: number
  readonly after: TimePosition | null
}

async function readEvents(
  { store }: Services,
  filter: AuditFilter,
  { first, after }: Page,
  isAddressShown: (row: AuditRow) => boolean,
): Promise<EventPage> {
  // One more than asked for tells whether there is a next page.
  const found = await store.audit.list(filter, first + 1, after)
  const events = found.slice(0, first).map((row) => ({ ...row, isAddressShown: isAddressShown(row) }))
  return { events, hasNextPage: found.length > first, hasPreviousPage: after !== null }
}

function readPage(given: PageArguments): { readonly page: Page; readonly problems: readonly InputProblem[] } {
  const first = given.first ?? firstDefault
  const after = given.after == null ? null : decodeTimeCursor(given.after)
  const problems: InputProblem[] = []
  if (first < 1 || first > firstMax) problems.push({ path: 'first', reason: `must be from 1 to ${firstMax}.` })
  if (given.after != null && after === null)
    problems.push({ path: 'after', reason: 'must be a cursor of an earlier page.' })
  return { page: { first, after }, problems }
}

function readFilter(given: GivenAuditFilter): {
  readonly filter: AuditFilter
  readonly problems: readonly InputProblem[]
} {
  const problems: InputProblem[] = []
  const note = (name: keyof GivenAuditFilter, reason: string) => problems.push({ path: `filter.${name}`, reason })
  const userId = given.userId?.toLowerCase()
  if (userId !== undefined && !isAccountId(userId)) note('userId', 'must be the id of a user.')
  for (const name of ['actorId', 'address'] as const) {
    const text = given[name]
    if (text != null && (text === '' || text.length > textLengthMax || /\p{Cc}/u.test(text)))
      note(name, `must have 1 to ${textLengthMax} characters, and no control characters.`)
  }
  const actions = given.actions ?? undefined
  if (actions?.length === 0) note('actions', 'must name at least one, or be left out.')
  if (actions !== undefined && !actions.every(isAuditAction)) note('actions', 'must not name OTHER.')
  const since = readMoment(given.since)
  const until = readMoment(given.until)
  if (since === null) note('since', momentReason)
  if (until === null) note('until', momentReason)
  if (since && until && since >= until) note('until', 'must be later than `since`.')
  const filter = {
    userId,
    actorId: given.actorId ?? undefined,
    address: given.address ?? undefined,
    actions: actions?.filter(isAuditAction) satisfies readonly AuditAction[] | undefined,
    since: since ?? undefined,
    until: until ?? undefined,
  }
  return { filter, problems }
}

const momentReason = 'must be a moment such as 2026-03-01T12:00:00Z.'

/** The moment; undefined when none is given, null when it is none. */
function readMoment(given: Date | string | null | undefined): Date | null | undefined {
  if (given == null) return undefined
  if (typeof given !== 'string' && !(given instanceof Date)) return null
  if (typeof given === 'string' && !/^\d{4}-\d\d-\d\dT\d\d:\d\d.*(?:Z|[+-]\d\d:\d\d)$/.test(given)) return null
  const moment = new Date(given)
  return Number.isNaN(moment.getTime()) ? null : moment
}
