import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { isUuid } from '../is-uuid.ts'
import type { Services } from '../services.ts'

const idsMax = 100

/** Which of at most 100 listings everyone may see now, in the order given, each once. One statement. */
export async function listVisible(
  { listings }: Pick<Services, 'listings'>,
  ids: readonly string[],
): Promise<readonly string[]> {
  if (ids.length > idsMax)
    throw createInputError([{ path: 'ids', reason: `has ${ids.length} ids; at most ${idsMax} are allowed.` }])
  const given = [...new Set(ids.filter(isUuid).map((id) => id.toLowerCase()))]
  if (given.length === 0) return []
  const visible = new Set(await listings.findPublicIds(given))
  return given.filter((id) => visible.has(id))
}
