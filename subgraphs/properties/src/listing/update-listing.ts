import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import type { Context } from '../context.ts'
import type { UpdatePropertyInput } from '../generated/resolvers.ts'
import type { Services } from '../services.ts'
import { belowInput } from './below-input.ts'
import { checkPublishable } from './check-publishable.ts'
import { createConflict } from './create-conflict.ts'
import { findForChange } from './find-for-change.ts'
import type { Listing } from './listing.ts'
import { mergeContent } from './merge-content.ts'
import { readAttributes } from './read-content.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { validateListing } from './validate-listing.ts'

/** Changes a listing of the viewer's own. A published one has to stay publishable. */
export async function updateListing(
  services: Pick<Services, 'listings' | 'attributes' | 'catalogue' | 'nowMs'>,
  input: UpdatePropertyInput,
  context: Context,
): Promise<Listing> {
  const before = await findForChange(services, input, requireViewer(context))
  const nowMs = services.nowMs()
  const merged = mergeContent(before, input)
  const removed = new Set(input.removeAttributes ?? [])
  const kept = Object.fromEntries(Object.entries(before.attributes).filter(([key]) => !removed.has(key)))
  const checked = await resolveAttributes(services, readAttributes(input.attributes), kept)
  const problems = [
    ...merged.problems,
    ...validateListing(merged.content, nowMs),
    ...(before.standardStatus === 'ACTIVE' ? checkPublishable(merged.content) : []),
    ...checked.problems,
  ]
  if (problems.length > 0) throw createInputError(belowInput(problems))
  const content = { ...merged.content, attributes: checked.attributes }
  const after = await services.listings.transact(async (db) => {
    await services.attributes.addMissing(checked.added, db)
    return services.listings.edit(db, before, { content }, new Date(nowMs))
  })
  if (after === null) throw await createConflict(services, before.id)
  return after
}
