import type { Viewer } from '@ree-ai/kit/identity/viewer'
import DataLoader from 'dataloader'
import type { AttributeDefinition } from './attribute/attribute.ts'
import { isUuid } from './is-uuid.ts'
import type { Listing } from './listing/listing.ts'
import type { PriceEntry } from './listing/listing-store.ts'
import type { SavedSearch, SearchMatch } from './saved-search/saved-search.ts'
import type { Services } from './services.ts'

/** Batches what one request reads by key: each kind of thing in one query, however many are asked for. */
export interface Loaders {
  /** Any listing, whoever may see it; null when there is none. */
  readonly listings: DataLoader<string, Listing | null>
  /** Newest first. */
  readonly prices: DataLoader<string, readonly PriceEntry[]>
  readonly definitions: DataLoader<string, AttributeDefinition | null>
  /** Whether a listing is a favourite of the viewer's. */
  readonly favorites: DataLoader<string, boolean>
  readonly savedSearches: DataLoader<string, SavedSearch | null>
  readonly matchCounts: DataLoader<string, number>
  /** The latest matches of a saved search, newest first. */
  readonly searchMatches: DataLoader<
    { readonly savedSearchId: string; readonly limit: number },
    readonly SearchMatch[],
    string
  >
}

export function createLoaders(
  {
    listings,
    attributes,
    favorites,
    savedSearches,
  }: Pick<Services, 'listings' | 'attributes' | 'favorites' | 'savedSearches'>,
  viewer: Viewer | null,
): Loaders {
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
    favorites: new DataLoader(async (ids) => {
      if (viewer === null || !isUuid(viewer.id)) return ids.map(() => false)
      const found = new Set(await favorites.findAmong(viewer.id, ids))
      return ids.map((id) => found.has(id))
    }),
    savedSearches: new DataLoader(async (ids) => {
      const byId = new Map((await savedSearches.findMany(ids)).map((search) => [search.id, search]))
      return ids.map((id) => byId.get(id) ?? null)
    }),
    matchCounts: new DataLoader(async (ids) => {
      const counts = await savedSearches.countMatches(ids)
      return ids.map((id) => counts.get(id) ?? 0)
    }),
    searchMatches: new DataLoader(
      async (wanted) => {
        // One query for the largest number asked for; usually all ask for the same.
        const limit = Math.max(...wanted.map((one) => one.limit))
        const bySearch = new Map<string, SearchMatch[]>(wanted.map(({ savedSearchId }) => [savedSearchId, []]))
        for (const match of await savedSearches.findMatches([...bySearch.keys()], limit))
          bySearch.get(match.savedSearchId)?.push(match)
        return wanted.map((one) => (bySearch.get(one.savedSearchId) ?? []).slice(0, one.limit))
      },
      { cacheKeyFn: ({ savedSearchId, limit }) => `${savedSearchId}:${limit}` },
    ),
  }
}
