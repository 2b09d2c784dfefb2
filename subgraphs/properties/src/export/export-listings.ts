import { Prisma } from '@ree-ai/db/generated/prisma/client'
import type { PropertyFilter } from '@ree-ai/db/property-filter'
import { propertyFilterSql } from '@ree-ai/db/property-filter-sql'
import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { checkFilter } from '../attribute/check-filter.ts'
import type { Context } from '../context.ts'
import { readCursor } from '../cursor/read-cursor.ts'
import { isUuid } from '../is-uuid.ts'
import type { Listing } from '../listing/listing.ts'
import { summarizeOnce } from '../listing/summarize-once.ts'
import { visibleSql } from '../listing/visibility.ts'
import type { Services } from '../services.ts'
import { flattenExportRow, writeExportRow } from './write-export-row.ts'

const sizeMax = 200
/** Tells this list's cursors from every other's. */
const orderName = 'EXPORT'

/** A page of an export. */
export interface ExportPage {
  readonly rows: Record<string, unknown>[]
  readonly endCursor: string | null
  readonly hasMore: boolean
  readonly count: () => Promise<number>
}

/** Listings as rows that an import reads back: the viewer's own, or those of anyone for whoever reviews. */
export async function exportListings(
  {
    exports,
    summaries,
    cursors,
    catalogue,
    readPublicUrl,
  }: Pick<Services, 'exports' | 'summaries' | 'cursors' | 'catalogue' | 'readPublicUrl'>,
  given: {
    readonly format?: 'NESTED' | 'FLAT' | null
    readonly filter?: PropertyFilter | null
    readonly ownerId?: string | null
    readonly first?: number | null
    readonly after?: string | null
  },
  context: Context,
): Promise<ExportPage> {
  const viewer = requireViewer(context)
  const ownerId = readOwner(given.ownerId?.toLowerCase() ?? null, viewer)
  const problems = await checkFilter(catalogue, viewer, given.filter)
  const size = given.first ?? 100
  if (size < 1 || size > sizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${sizeMax}.` })
  if (ownerId !== null && !isUuid(ownerId)) problems.push({ path: 'ownerId', reason: "must be a user's id." })
  const after = readCursor(cursors, orderName, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)

  const isOwners = ownerId === null ? Prisma.sql`TRUE` : Prisma.sql`p."ownerId" = ${ownerId}::uuid`
  const where = Prisma.sql`${visibleSql(viewer)} AND ${isOwners} AND ${propertyFilterSql(given.filter)}`
  const found = await exports.findPage(where, after?.id ?? null, size + 1)
  const shown = found.slice(0, size)
  const last = shown.at(-1)
  return {
    rows: shown.map((listing) => {
      const row = writeExportRow(listing, { hasContact: mayHaveContact(viewer, listing), publicUrl: readPublicUrl() })
      return { ...(given.format === 'FLAT' ? flattenExportRow(row) : row) }
    }),
    endCursor: last === undefined ? null : cursors.encode(orderName, { value: null, id: last.id }),
    hasMore: found.length > size,
    count: summarizeOnce(summaries, [where]).count,
  }
}

/** Whose listings are asked for: null for everyone's. */
function readOwner(given: string | null, viewer: Viewer): string | null {
  if (hasScope(viewer, 'properties:review')) return given
  if (given !== null && given !== viewer.id)
    throw createError('FORBIDDEN', "Exporting someone else's listings needs the scope properties:review.")
  if (!isUuid(viewer.id)) throw createError('FORBIDDEN', 'A service has no listings of its own.')
  return viewer.id
}

/** Reviewing is no reason to take contacts away in bulk: only those who could have written them get them. */
function mayHaveContact(viewer: Viewer, { ownerId, contactDetails }: Listing): boolean {
  return contactDetails.visibility === 'EVERYONE' || viewer.id === ownerId || hasScope(viewer, 'users:write')
}
