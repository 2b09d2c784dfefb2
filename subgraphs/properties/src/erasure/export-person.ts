import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { isUuid } from '../is-uuid.ts'
import type { PersonalStore } from './personal-store.ts'

const pageSize = 500
const pageMax = 10_000

/**
 * Everything that this subgraph keeps of the viewer, as JSON: a page (from 1) of 500 of each kind; `hasMore` says whether
 * another page follows. Null for anybody else, a reviewer too. Throws BAD_USER_INPUT.
 */
export async function exportPerson(
  deps: { readonly personal: PersonalStore; readonly nowMs: () => number },
  { userId, page }: { readonly userId: string; readonly page: number },
  viewer: Viewer | null,
): Promise<Record<string, unknown> | null> {
  if (viewer?.id !== userId || !isUuid(userId)) return null
  if (page < 1 || page > pageMax) throw createInputError([{ path: 'page', reason: `must be from 1 to ${pageMax}.` }])
  const records = await deps.personal.read(userId, { skip: (page - 1) * pageSize, count: pageSize + 1 })
  const kinds: [string, readonly object[]][] = Object.entries(records)
  return {
    exportedAt: new Date(deps.nowMs()),
    page,
    hasMore: kinds.some(([, rows]) => rows.length > pageSize),
    ...Object.fromEntries(kinds.map(([kind, rows]) => [kind, rows.slice(0, pageSize)])),
  }
}
