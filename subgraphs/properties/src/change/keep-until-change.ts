import { LRUCache } from 'lru-cache'
import type { ChangeStore } from './change-store.ts'

/** Longer than that nothing is kept, whatever the change log says. */
const keptMs = 60_000
const entriesMax = 500

/** Reads `key`, or gives what it was. */
export type KeepUntilChange<Value> = (key: string, read: () => Promise<Value>) => Promise<Value>

/**
 * Keeps what was read of listings until one of them changes, for a minute at most. Exact: every write of a listing moves the end of the
 * change log in its transaction, and nothing is kept while a transaction runs that could still write in front of it. Only for what
 * listings alone decide.
 */
export function keepUntilChange<Value extends object>(deps: {
  readonly changes: Pick<ChangeStore, 'findEnd'>
  readonly nowMs: () => number
}): KeepUntilChange<Value> {
  const kept = new LRUCache<string, Promise<Value>>({
    max: entriesMax,
    ttl: keptMs,
    perf: { now: deps.nowMs },
    ttlResolution: 0,
  })
  return async (key, read) => {
    const { end, isSettled } = await deps.changes.findEnd()
    if (!isSettled) return read()
    const place = `${end} ${key}`
    const known = kept.get(place)
    if (known !== undefined) return known
    const value = read()
    kept.set(place, value)
    value.catch(() => kept.delete(place))
    return value
  }
}
