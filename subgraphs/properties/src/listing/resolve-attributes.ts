import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { type CheckedAttributes, checkAttributes } from '../attribute/check-attributes.ts'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import { isAttributeKey } from '../attribute/is-attribute-key.ts'
import type { Services } from '../services.ts'
import type { Attributes } from './listing.ts'

const attributesMax = 200

/** Given attributes over those that are there, checked against the catalogue. */
export async function resolveAttributes(
  { attributes: store, catalogue }: Pick<Services, 'attributes' | 'catalogue'>,
  given: readonly GivenAttribute[],
  before: Attributes,
): Promise<CheckedAttributes> {
  if (given.length > attributesMax) {
    const problems = [
      { path: 'attributes', reason: `has ${given.length} entries; at most ${attributesMax} are allowed.` },
    ]
    return { attributes: before, added: [], mapped: [], problems }
  }
  await catalogue.ready()
  // Anything else is a problem that checkAttributes reports; it must not reach the database.
  const definitions = await store.findMany([...new Set(given.map(({ key }) => key))].filter(isAttributeKey))
  const checked = checkAttributes(given, new Map(definitions.map((definition) => [definition.key, definition])))
  // What a key that was mapped since has left here gives way to what it is given now.
  const kept = Object.entries(before).filter(([key]) => !checked.mapped.includes(key))
  const attributes = { ...Object.fromEntries(kept), ...checked.attributes }
  const count = Object.keys(attributes).length
  const tooMany: InputProblem[] =
    count > attributesMax
      ? [{ path: 'attributes', reason: `would be ${count}; a listing has at most ${attributesMax}.` }]
      : []
  return { ...checked, attributes, problems: [...checked.problems, ...tooMany] }
}
