import type { PropertyType } from '../extraction/extraction.ts'

/** A listing as far as completeness is concerned. */
export type ListingFacts = {
  readonly title: string | null
  readonly description: string | null
  readonly propertyType: PropertyType | null
  /** Paths of the fields with a value: `listPrice`, `livingArea`, `address.city`, `location`, `attributes.<key>`, `photos.0`. */
  readonly filledFields: readonly string[]
}
