import DataLoader from 'dataloader'
import type { AttributeDefinition } from './attribute/attribute.ts'
import { isUuid } from './is-uuid.ts'
import type { Listing } from './listing/listing.ts'
import type { PriceEntry } from './listing/listing-store.ts'
import type { Services } from './services.ts'

/** Batches what one request reads by key: each kind of thing in one query, however many are asked for. */
export interface Loaders {
  /** Any listing, whoever may see it; null when there is none. */
  readonly listings: DataLoader<string, Listing | null>
  /** Newest first. */
  readonly prices: DataLoader<string, readonly PriceEntry[]>
  readonly definitions: DataLoader<string, AttributeDefinition | null>
}

export function createLoaders({ listings, attributes }: Pick<Services, 'listings' | 'attributes'>): Loaders {
  return {
    listings: new DataLoader(async (ids) => {
      const found = await listings.findMany(ids.filter(isUuid))
      const byId = new Map(found.map((listing) => [listing.id, listing]))
      return ids.map((id) => byId.get(id.toLowerCase()) ?? null)
    }),
    prices: new DataLoader(async (ids) => {
      const byListing = new Map<string, PriceEntry[]>(ids.map((id) => [id, []]))
      for (const entry of await listings.findPrices(ids)) byListing.get(entry.propertyId)?.push(entry)
      return ids.map((id) => byListing.get(id) ?? [])
    }),
    definitions: new DataLoader(async (keys) => {
      const byKey = new Map((await attributes.findMany(keys)).map((definition) => [definition.key, definition]))
      return keys.map((key) => byKey.get(key) ?? null)
    }),
  }
}
