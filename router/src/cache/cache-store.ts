/**
 * Keeps answers by key until their time is over or one of their tags is invalidated. It may forget anything at any time. No call
 * rejects, and none waits longer than the store's own deadline.
 */
export interface CacheStore {
  readonly getMany: (keys: readonly string[]) => Promise<CacheLookup>
  /**
   * Keeps entries that were made from what was fetched since `moment`. One of whose tags was invalidated after that moment is left
   * out. Returns how many were kept.
   */
  readonly setMany: (entries: readonly CacheEntry[], moment: CacheMoment) => Promise<number>
  /**
   * Invalidates tags at once, for every router on this store. Returns under how many of them something was kept lately; null
   * when the store is away, and then it is done before anything is read from it again by this router.
   */
  readonly invalidate: (tags: readonly string[]) => Promise<number | null>
}

/** Where the store stands among invalidations: greater after each, the same until the next. */
export type CacheMoment = number

export interface CacheLookup {
  /** In the order of the keys; null for none. */
  readonly values: readonly (CachedValue | null)[]
  /** Null when the store is away: then nothing can be kept. */
  readonly moment: CacheMoment | null
}

export interface CachedValue {
  /** JSON. */
  readonly text: string
  readonly storedAtMs: number
  readonly expiresAtMs: number
}

export interface CacheEntry {
  readonly key: string
  readonly tags: readonly string[]
  readonly value: CachedValue
}

/** The most tags that one entry may have; what needs more cannot be kept. */
export const tagsMax = 1_000
