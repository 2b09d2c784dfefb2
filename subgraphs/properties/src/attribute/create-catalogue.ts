import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { PropertyType } from '../listing/listing.ts'
import type { AttributeDefinition, CatalogueEntry } from './attribute.ts'
import type { AttributeStore, OfferedKeys } from './attribute-store.ts'
import { type CatalogueIndex, createCatalogueIndex } from './catalogue-index.ts'
import { ensureCatalogue } from './ensure-catalogue.ts'

/** What another replica's reviewer decided is seen after that. */
const freshMs = 5_000

/** The attribute catalogue as it is shown, and as filters are checked against it. */
export interface Catalogue {
  /** Resolves when the keys this release knows are in; tried again at the next call when that failed. */
  readonly ready: () => Promise<void>
  /** What everybody may know of; see AttributeStore.findOffered. */
  readonly list: (asked: OfferedKeys) => Promise<CatalogueEntry[]>
  /** The known keys as they were at most 5 s ago. */
  readonly index: () => Promise<CatalogueIndex>
  /** Definitions as they are now, known or not. */
  readonly find: (keys: readonly string[]) => Promise<CatalogueEntry[]>
  /** The same, without keys that only listings have which the viewer may not see. */
  readonly findVisible: (keys: readonly string[], viewer: Viewer | null) => Promise<CatalogueEntry[]>
  /** Reads the index anew at the next call. */
  readonly forget: () => void
}

export function createCatalogue(
  store: Pick<AttributeStore, 'addMissing' | 'renew' | 'findAll' | 'findMany' | 'findVisible' | 'findOffered'>,
  nowMs: () => number,
): Catalogue {
  let ensured: Promise<void> | null = null
  let known: { readonly atMs: number; readonly index: Promise<CatalogueIndex> } | null = null

  function ready(): Promise<void> {
    ensured ??= ensureCatalogue(store, new Date(nowMs())).catch((error: unknown) => {
      ensured = null
      throw error
    })
    return ensured
  }

  async function read(): Promise<CatalogueIndex> {
    await ready()
    return createCatalogueIndex(await store.findAll(['KNOWN']))
  }

  function index(): Promise<CatalogueIndex> {
    const atMs = nowMs()
    if (known !== null && atMs - known.atMs < freshMs) return known.index
    const reading = read().catch((error: unknown) => {
      if (known?.index === reading) known = null
      throw error
    })
    known = { atMs, index: reading }
    return reading
  }

  return {
    ready,
    index,
    find: (keys) => store.findMany(keys),
    forget() {
      known = null
    },
    findVisible: (keys, viewer) => store.findVisible(keys, viewer),
    async list(asked) {
      await ready()
      return store.findOffered(asked)
    },
  }
}

/** Whether the catalogue asks for a key on listings of a type; of a key that was not reviewed it does not say. */
export function isAskedFor({ propertyTypes }: AttributeDefinition, propertyType: PropertyType | null): boolean {
  return propertyType === null || propertyTypes.length === 0 || propertyTypes.includes(propertyType)
}
