import type { Listing } from '../listing/listing.ts'
import type { Likeness } from './compare-offers.ts'

/** Another listing that may be the same property, for whoever may see it. */
export interface PossibleDuplicate extends Likeness {
  readonly property: Listing
}
