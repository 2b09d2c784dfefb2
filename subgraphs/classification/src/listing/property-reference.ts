import type { ListingFacts } from './listing-facts.ts'

/** A listing as the router hands it over: the fields that the asked-for field requires, and no others. */
export interface PropertyReference extends ListingFacts {
  readonly id: string
  readonly title: string
  readonly description: string
}
