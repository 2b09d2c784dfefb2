import DataLoader from 'dataloader'
import type { SimilarStore } from './similar-store.ts'

export interface SimilarKey {
  readonly propertyId: string
  readonly count: number
}

/** Similar listings, for all listings of a request together. */
export function createSimilarLoader(store: SimilarStore) {
  return new DataLoader<SimilarKey, readonly string[], string>(
    async (keys) => {
      const counts = [...new Set(keys.map(({ count }) => count))]
      const found = new Map<number, ReadonlyMap<string, readonly string[]>>()
      for (const count of counts) {
        const ids = keys.filter((key) => key.count === count).map(({ propertyId }) => propertyId)
        found.set(count, await store.find(ids, count))
      }
      return keys.map(({ propertyId, count }) => found.get(count)?.get(propertyId) ?? [])
    },
    { cacheKeyFn: ({ propertyId, count }) => `${propertyId}/${count}`, maxBatchSize: 200 },
  )
}
