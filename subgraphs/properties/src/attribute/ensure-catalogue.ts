import type { AttributeStore } from './attribute-store.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'

/**
 * Brings the keys this release knows into the catalogue, over what an older edition of the file has put there. What
 * reviewers have decided stays; kinds and units of keys that are known stay too, for values are kept in them. Several
 * processes may start at once, also of different releases: an older edition never takes the place of a newer one.
 */
export async function ensureCatalogue(store: Pick<AttributeStore, 'addMissing' | 'renew'>, now: Date): Promise<void> {
  const { edition, definitions } = loadCatalogueFile()
  await store.addMissing(definitions, undefined, edition)
  await store.renew(definitions, edition, now)
}
