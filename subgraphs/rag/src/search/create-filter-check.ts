import type { KnownAttribute } from '@ree-ai/kit/listing/known-attribute'
import type { PropertyFilter } from '@ree-ai/kit/listing/property-filter'
import { createKeySuggester, type SuggestKeys } from '@ree-ai/kit/listing/suggest-keys'
import { type AttributeKeys, validateFilter } from '@ree-ai/kit/listing/validate-filter'
import { validatePropertyFilter } from '@ree-ai/kit/listing/validate-property-filter'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { AttributeKeysDocument } from '../generated/operations.ts'

/** Everything wrong with a filter, paths below `path`. */
export type CheckFilter = (
  filter: PropertyFilter | null | undefined,
  path: string,
) => Promise<ReturnType<typeof validateFilter>>

interface Catalogue {
  readonly known: ReadonlyMap<string, KnownAttribute>
  readonly suggest: SuggestKeys
}

const freshMs = 5_000
/** After a failure the catalogue known before serves that long without another try. */
const retryMs = 1_000
const timeoutMs = 2_000

/**
 * Checks filters against the attribute catalogue, read through the router and kept for 5 s, and against the keys of the index:
 * a key is refused when neither has it. While the catalogue was never read, keys are not judged: a search does not fail
 * for it.
 */
export function createFilterCheck(deps: {
  readonly router: RouterClient
  readonly logger: Logger
  readonly nowMs: () => number
  /** Which of these keys listings of the index have. */
  readonly findIndexedKeys: (keys: readonly string[]) => Promise<readonly string[]>
}): CheckFilter {
  let catalogue: Catalogue | null = null
  let validUntilMs = 0
  let reading: Promise<void> | null = null

  async function read(): Promise<void> {
    try {
      const { attributeCatalog } = await deps.router(AttributeKeysDocument, {}, { timeoutMs })
      const known = attributeCatalog.map(({ labels, synonyms, ...one }) => ({
        ...one,
        names: [...labels.map(({ text }) => text), ...synonyms],
      }))
      catalogue = { known: new Map(known.map((one) => [one.key, one])), suggest: createKeySuggester(known) }
      validUntilMs = deps.nowMs() + freshMs
    } catch (error) {
      deps.logger.warn({ err: error }, 'the attribute catalogue could not be read')
      validUntilMs = deps.nowMs() + retryMs
    } finally {
      reading = null
    }
  }

  return async (filter, path) => {
    const keys = (filter?.attributes ?? []).map(({ key }) => key)
    if (keys.length === 0) return validatePropertyFilter(filter, path)
    if (deps.nowMs() >= validUntilMs) {
      reading ??= read()
      await reading
    }
    if (catalogue === null) return validatePropertyFilter(filter, path)
    return validateFilter(filter, await findKeys(catalogue, keys, deps.findIndexedKeys), path)
  }
}

async function findKeys(
  { known, suggest }: Catalogue,
  keys: readonly string[],
  findIndexedKeys: (keys: readonly string[]) => Promise<readonly string[]>,
): Promise<AttributeKeys> {
  // The router may answer with the catalogue of a minute ago; listings of the index may be newer.
  const missing = keys.filter((key) => !known.has(key) && /^[a-z][A-Za-z0-9]{0,59}$/.test(key))
  const indexed = missing.length === 0 ? [] : await findIndexedKeys(missing.slice(0, 20))
  return {
    find: (key) =>
      known.get(key) ?? (indexed.includes(key) ? { key, valueType: 'TEXT', status: 'NEW', names: [] } : undefined),
    suggest,
  }
}
