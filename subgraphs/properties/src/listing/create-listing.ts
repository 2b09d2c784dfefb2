import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { validateText } from '@ree-ai/kit/listing/validate-text'
import type { Context } from '../context.ts'
import type { CreatePropertyInput } from '../generated/resolvers.ts'
import { isUuid } from '../is-uuid.ts'
import type { Services } from '../services.ts'
import { belowInput } from './below-input.ts'
import type { Listing } from './listing.ts'
import { readAttributes, readContent } from './read-content.ts'
import { resolveAttributes } from './resolve-attributes.ts'
import { validateListing } from './validate-listing.ts'

/** Makes a draft that belongs to the viewer; the same mutation key makes one, also when it is sent twice at once. */
export async function createListing(
  services: Pick<Services, 'listings' | 'attributes' | 'catalogue' | 'nowMs'>,
  input: CreatePropertyInput,
  context: Context,
): Promise<Listing> {
  const viewer = requireViewer(context)
  if (!isUuid(viewer.id)) throw createError('FORBIDDEN', 'Listings belong to people; a service cannot make one.')
  const nowMs = services.nowMs()
  const mutationKey = input.clientMutationKey || null
  const content = readContent(input)
  const checked = await resolveAttributes(services, readAttributes(input.attributes), {})
  const problems = [
    ...validateListing(content, nowMs),
    ...checked.problems,
    ...validateText(mutationKey, 100, 'clientMutationKey'),
  ]
  if (problems.length > 0) throw createInputError(belowInput(problems))
  return services.listings.transact(async (db) => {
    await services.attributes.addMissing(checked.added, db)
    const draft = { content: { ...content, attributes: checked.attributes }, ownerId: viewer.id, mutationKey }
    return services.listings.create(db, draft, new Date(nowMs))
  })
}
