import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { checkKeys } from '../attribute/check-filter.ts'
import type { Catalogue } from '../attribute/create-catalogue.ts'
import { isAttributeKey } from '../attribute/is-attribute-key.ts'
import { facetFields } from './facet-columns.ts'
import type { ListingPage } from './list-listings.ts'
import type { Facet } from './summary-store.ts'

const keysMax = 20
const prefix = 'attributes.'

/** The facets asked for. BAD_USER_INPUT when there are too many, or a key is not one or no listing has it. */
export async function readFacets(
  catalogue: Catalogue,
  viewer: Viewer | null,
  page: ListingPage,
  keys: readonly string[],
): Promise<Facet[]> {
  if (keys.length > keysMax)
    throw createInputError([{ path: 'keys', reason: `has ${keys.length} keys; at most ${keysMax} are allowed.` }])
  const problems = keys.flatMap((key, index) => {
    const isKey = facetFields.includes(key) || (key.startsWith(prefix) && isAttributeKey(key.slice(prefix.length)))
    return isKey
      ? []
      : [{ path: `keys.${index}`, reason: `must be attributes.<key> or one of ${facetFields.join(', ')}.` }]
  })
  if (problems.length > 0) throw createInputError(problems)
  // Asked at once, so that it goes together with what else the operation wants of the page.
  const counting = page.facets(keys)
  const [facets, unknown] = await Promise.all([counting, checkAttributes()])
  if (unknown.length > 0) throw createInputError(unknown)
  return facets

  async function checkAttributes(): Promise<InputProblem[]> {
    const asked = keys.filter((key) => key.startsWith(prefix))
    const reasons = await checkKeys(
      catalogue,
      viewer,
      asked.map((key) => key.slice(prefix.length)),
    )
    return asked.flatMap((key, index) => {
      const reason = reasons[index]
      return typeof reason === 'string' ? [{ path: `keys.${keys.indexOf(key)}`, reason }] : []
    })
  }
}
