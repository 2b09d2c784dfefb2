import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Context } from '../context.ts'
import { readCursor } from '../cursor/read-cursor.ts'
import { isUuid } from '../is-uuid.ts'
import type { Services } from '../services.ts'
import type { DeletedListing } from './deletion-store.ts'

const pageSizeMax = 100
/** Tells this list's cursors from every other's. */
const orderName = 'DELETED_AT:DESC'

/** A page of what the viewer deleted. */
export interface DeletedPage {
  readonly edges: readonly { readonly listing: DeletedListing; readonly cursor: string }[]
  readonly hasNextPage: boolean
  readonly hasPreviousPage: boolean
  readonly count: () => Promise<number>
}

/** The viewer's own deleted listings that can still be restored, the latest first. */
export async function listDeleted(
  { deletions, cursors, undoMs, nowMs }: Pick<Services, 'deletions' | 'cursors' | 'undoMs' | 'nowMs'>,
  given: { readonly first?: number | null; readonly after?: string | null },
  context: Context,
): Promise<DeletedPage> {
  const viewer = requireViewer(context)
  const problems: InputProblem[] = []
  const size = given.first ?? 20
  if (size < 1 || size > pageSizeMax) problems.push({ path: 'first', reason: `must be from 1 to ${pageSizeMax}.` })
  const after = readCursor(cursors, orderName, given.after, problems)
  if (problems.length > 0) throw createInputError(problems)

  const since = new Date(nowMs() - undoMs)
  // A service owns no listings.
  const found = isUuid(viewer.id) ? await deletions.findPage({ ownerId: viewer.id, since, after, limit: size + 1 }) : []
  return {
    edges: found
      .slice(0, size)
      .map(({ listing, position }) => ({ listing, cursor: cursors.encode(orderName, position) })),
    hasNextPage: found.length > size,
    hasPreviousPage: after !== null,
    count: async () => (isUuid(viewer.id) ? deletions.count(viewer.id, since) : 0),
  }
}
