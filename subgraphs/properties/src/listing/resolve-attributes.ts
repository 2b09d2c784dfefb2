import { createInputError, type InputProblem } from '@ree-ai/kit/errors/create-input-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { type CheckedAttributes, checkAttributes } from '../attribute/check-attributes.ts'
import { checkNewKeys } from '../attribute/check-new-keys.ts'
import type { GivenAttribute } from '../attribute/given-attribute.ts'
import { isAttributeKey } from '../attribute/is-attribute-key.ts'
import type { Db } from '../db.ts'
import type { Services } from '../services.ts'
import { belowInput } from './below-input.ts'
import type { Attributes } from './listing.ts'

const attributesMax = 200

export interface ResolvedAttributes extends CheckedAttributes {
  /** Adds the keys that nobody has used before; BAD_USER_INPUT when the viewer has brought others meanwhile. Before any other lock. */
  readonly addKeys: (db: Db) => Promise<void>
}

/** Given attributes over those that are there, checked against the catalogue and what the viewer may bring. */
export async function resolveAttributes(
  { attributes: store, catalogue, newKeys, nowMs }: Pick<Services, 'attributes' | 'catalogue' | 'newKeys' | 'nowMs'>,
  given: readonly GivenAttribute[],
  before: Attributes,
  viewer: Viewer,
): Promise<ResolvedAttributes> {
  if (given.length > attributesMax) {
    const problems = [
      { path: 'attributes', reason: `has ${given.length} entries; at most ${attributesMax} are allowed.` },
    ]
    return { attributes: before, added: [], mapped: [], problems, addKeys: async () => {} }
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
  const { added } = checked
  const now = new Date(nowMs())
  const tooNew = added.length === 0 ? [] : checkNewKeys(added, given, await newKeys.findAllowance(viewer, now))
  return {
    ...checked,
    attributes,
    problems: [...checked.problems, ...tooMany, ...tooNew],
    async addKeys(db) {
      if (added.length === 0) return
      const beyond = checkNewKeys(added, given, await newKeys.takeAllowance(db, viewer, now))
      if (beyond.length > 0) throw createInputError(belowInput(beyond))
      await newKeys.add(db, added, viewer, now)
    },
  }
}
