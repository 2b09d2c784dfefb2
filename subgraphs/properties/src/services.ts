import type { AttributeStore } from './attribute/attribute-store.ts'
import type { Catalogue } from './attribute/create-catalogue.ts'
import type { ChangeStore } from './change/change-store.ts'
import type { CursorCodec } from './cursor/create-cursor-codec.ts'
import type { JobBell } from './import/create-job-bell.ts'
import type { ImportStore } from './import/import-store.ts'
import type { createFacetStore } from './listing/facet-store.ts'
import type { ListingPageStore } from './listing/listing-page-store.ts'
import type { ListingStore } from './listing/listing-store.ts'
import type { PlaceStore } from './place/place-store.ts'

/** What the operations of this subgraph work with. */
export interface Services {
  readonly listings: ListingStore
  readonly pages: ListingPageStore
  readonly facets: ReturnType<typeof createFacetStore>
  readonly attributes: AttributeStore
  readonly catalogue: Catalogue
  readonly changes: ChangeStore
  readonly places: PlaceStore
  readonly imports: ImportStore
  readonly jobBell: JobBell
  readonly cursors: CursorCodec
  readonly nowMs: () => number
}
