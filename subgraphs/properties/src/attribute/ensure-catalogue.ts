import type { AttributeStore } from './attribute-store.ts'
import { loadCatalogueFile } from './load-catalogue-file.ts'

/** Puts the keys this release knows into the catalogue; what reviewers have changed stays. Several processes may start at once. */
export async function ensureCatalogue(store: Pick<AttributeStore, 'addMissing' | 'promote'>): Promise<void> {
  const known = loadCatalogueFile()
  await store.addMissing(known)
  await store.promote(known)
}
