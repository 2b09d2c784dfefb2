import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { PropertyFilter } from '@ree-ai/db/property-filter'
import { propertyFilterSql } from '@ree-ai/db/property-filter-sql'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { checkFilter } from '../attribute/check-filter.ts'
import { readCursor } from '../cursor/read-cursor.ts'
import type { Services } from '../services.ts'
import type { Listing } from './listing.ts'
import { type OrderField, readOrder } from './listing-order.ts'
import { summarizeOnce } from './summarize-once.ts'
import type { Facet } from './summary-store.ts'
import { visibleParts } from './visibility.ts'

const pageSizeMax = 100
/** What the schema gives `first` when the client leaves it out. */
const pageSizeDefault = 20

/** A listing in a page. */
export interface ListingEdge {
  readonly listing: Listing
  readonly cursor: string
  /** The viewer's note on a favourite. */
  readonly note?: string | null
  /** When it became a favourite. */
  readonly favoritedAt?: Date
}

/** A page of listings; what costs a query of its own is only asked when it is wanted. */
export interface ListingPage {
  readonly edges: readonly ListingEdge[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly count: () => Promise<number>
  readonly facets: (keys: readonly string[]) => Promise<Facet[]>
}

/** What a client asks of a list. */
export interface ListArguments {
  readonly filter?: PropertyFilter | null
  readonly orderBy?: { readonly field: OrderField; readonly direction?: 'ASC' | 'DESC' } | null
  readonly first?: number | null
  readonly after?: string | null
  readonly last?: number | null
  readonly before?: string | null
}

/** The listings that match and that the viewer may see, one page of them. BAD_USER_INPUT with every problem at once. */
export async function listListings(
  { pages, keptSummaries, cursors, catalogue }: Pick<Services, 'pages' | 'keptSummaries' | 'cursors' | 'catalogue'>,
  given: ListArguments,
  viewer: Viewer | null,
): Promise<ListingPage> {
  const problems = [...(await checkFilter(catalogue, viewer, given.filter)), ...validatePageSize(given)]
  const order = readOrder(given.orderBy, given.filter?.near)
  if (order === null) problems.push({ path: 'orderBy.field', reason: 'DISTANCE needs the filter `near`.' })
  const after = order && readCursor(cursors, order.name, given.after, problems)
  const before = order && readCursor(cursors, order.name, given.before, problems, 'before')
  if (order === null || problems.length > 0) throw createInputError(problems)

  const isBackward = isGiven(given.last)
  const size = given.last ?? given.first ?? pageSizeDefault
  const filter = propertyFilterSql(given.filter)
  const visible = visibleParts(viewer, given.filter?.standardStatus ?? null)
  const parts = visible.map((part) => Prisma.sql`${part} AND ${filter}`)
  // One more than asked for tells whether there is another page.
  const found = await pages.findPage({ parts, order, after, before, isBackward, limit: size + 1 })
  const hasMore = found.length > size
  const shown = hasMore ? (isBackward ? found.slice(1) : found.slice(0, -1)) : found
  return {
    edges: shown.map(({ listing, position }) => ({ listing, cursor: cursors.encode(order.name, position) })),
    hasNextPage: isBackward ? before !== null : hasMore,
    hasPreviousPage: isBackward ? hasMore : after !== null,
    ...summarizeOnce(keptSummaries, parts),
  }
}

function validatePageSize({ first, last }: ListArguments): InputProblem[] {
  // `first` has a default in the schema, so that its default beside `last` was probably not written by anyone.
  if (isGiven(last) && isGiven(first) && first !== pageSizeDefault)
    return [{ path: 'first', reason: 'must be left out when `last` is given.' }]
  const [path, size] = isGiven(last) ? ['last', last] : ['first', first ?? pageSizeDefault]
  return size >= 1 && size <= pageSizeMax ? [] : [{ path, reason: `must be from 1 to ${pageSizeMax}.` }]
}

function isGiven<T>(value: T | null | undefined): value is T {
  return value !== null && value !== undefined
}
