import type { PropertyFilter } from '@ree-ai/db/property-filter'
import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { type AttributeKeys, explainKey, validateFilter } from '@ree-ai/kit/listing/validate-filter'
import { toKnown } from './catalogue-index.ts'
import type { Catalogue } from './create-catalogue.ts'
import { isAttributeKey } from './is-attribute-key.ts'

const keysMax = 100

/**
 * Everything wrong with a filter, its conditions on attributes held against the catalogue; see validateFilter. A key that only
 * listings have which the viewer may not see is as one that none has.
 */
export async function checkFilter(
  catalogue: Catalogue,
  viewer: Viewer | null,
  filter: PropertyFilter | null | undefined,
  path = 'filter',
): Promise<InputProblem[]> {
  const keys = (filter?.attributes ?? []).map(({ key }) => key)
  return validateFilter(filter, await readKeys(catalogue, viewer, keys), path)
}

/** Why listings cannot be counted by an attribute; null for each key that they can be counted by. */
export async function checkKeys(
  catalogue: Catalogue,
  viewer: Viewer | null,
  keys: readonly string[],
): Promise<(string | null)[]> {
  const known = await readKeys(catalogue, viewer, keys)
  return keys.map((key) => explainKey(key, known))
}

async function readKeys(catalogue: Catalogue, viewer: Viewer | null, keys: readonly string[]): Promise<AttributeKeys> {
  if (keys.length === 0) return { find: () => undefined, suggest: () => [] }
  const { entries, suggest } = await catalogue.index()
  // Keys that are not known are many, and a listing may have brought one a moment ago.
  const missing = keys.filter((key) => !entries.has(key) && isAttributeKey(key)).slice(0, keysMax)
  const latest = new Map((await catalogue.findVisible(missing, viewer)).map((one) => [one.key, one]))
  return {
    find(key) {
      const definition = entries.get(key) ?? latest.get(key)
      return definition && toKnown(definition)
    },
    suggest,
  }
}
