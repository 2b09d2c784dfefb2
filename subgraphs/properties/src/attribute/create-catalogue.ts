import type { PropertyType } from '../listing/listing.ts'
import type { CatalogueEntry } from './attribute.ts'
import type { AttributeStore } from './attribute-store.ts'
import { ensureCatalogue } from './ensure-catalogue.ts'

const countedForMs = 60_000

/** The attribute catalogue as it is shown. */
export interface Catalogue {
  /** Resolves when the keys this release knows are in; tried again at the next call when that failed. */
  readonly ready: () => Promise<void>
  /** The entries for a property type, or all, most used first. Usage is counted at most once a minute. */
  readonly list: (propertyType: PropertyType | null) => Promise<CatalogueEntry[]>
}

export function createCatalogue(store: AttributeStore, nowMs: () => number): Catalogue {
  let ensured: Promise<void> | null = null
  let counted: { readonly atMs: number; readonly uses: Promise<ReadonlyMap<string, number>> } | null = null

  function ready(): Promise<void> {
    ensured ??= ensureCatalogue(store).catch((error: unknown) => {
      ensured = null
      throw error
    })
    return ensured
  }

  function countUses(): Promise<ReadonlyMap<string, number>> {
    const atMs = nowMs()
    if (counted !== null && atMs - counted.atMs < countedForMs) return counted.uses
    const uses = store.countUses().catch((error: unknown) => {
      counted = null
      throw error
    })
    counted = { atMs, uses }
    return uses
  }

  return {
    ready,
    async list(propertyType) {
      await ready()
      const [definitions, uses] = [await store.findAll(), await countUses()]
      return definitions
        .filter(
          ({ propertyTypes }) => !propertyType || propertyTypes.length === 0 || propertyTypes.includes(propertyType),
        )
        .map((definition) => ({ ...definition, usageCount: uses.get(definition.key) ?? 0 }))
        .sort((a, b) => b.usageCount - a.usageCount || (a.key < b.key ? -1 : 1))
    },
  }
}
