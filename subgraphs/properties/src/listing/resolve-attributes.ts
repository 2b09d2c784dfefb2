import type { InputProblem } from '@ree-ai/kit/errors/create-input-error'
import { type CheckedAttributes, checkAttributes } from '../attribute/check-attributes.ts'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
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
    return { attributes: before, added: [], problems }
  }
  await catalogue.ready()
  const definitions = await store.findMany([...new Set(given.map(({ key }) => key))].filter(isKey))
  const checked = checkAttributes(given, new Map(definitions.map((definition) => [definition.key, definition])))
  const attributes = { ...before, ...checked.attributes }
  const count = Object.keys(attributes).length
  const tooMany: InputProblem[] =
    count > attributesMax
      ? [{ path: 'attributes', reason: `would be ${count}; a listing has at most ${attributesMax}.` }]
      : []
  return { attributes, added: checked.added, problems: [...checked.problems, ...tooMany] }
}

/** Anything else is a problem that checkAttributes reports; it must not reach the database. */
function isKey(key: string): boolean {
  return /^[a-z][A-Za-z0-9]{0,59}$/.test(key)
}
