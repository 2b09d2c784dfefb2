import { createInputError } from '@ree-ai/kit/errors/create-input-error'
import { type Facet, facetFields } from './facet-store.ts'
import type { ListingPage } from './list-listings.ts'

const keysMax = 20

/** The facets asked for. BAD_USER_INPUT when there are too many or a key is not one. */
export async function readFacets(page: ListingPage, keys: readonly string[]): Promise<Facet[]> {
  if (keys.length > keysMax)
    throw createInputError([{ path: 'keys', reason: `has ${keys.length} keys; at most ${keysMax} are allowed.` }])
  const problems = keys.flatMap((key, index) => {
    const isKey = facetFields.includes(key) || /^attributes\.[a-z][A-Za-z0-9]{0,59}$/.test(key)
    return isKey
      ? []
      : [{ path: `keys.${index}`, reason: `must be attributes.<key> or one of ${facetFields.join(', ')}.` }]
  })
  if (problems.length > 0) throw createInputError(problems)
  return page.facets(keys)
}
