import { createHash } from 'node:crypto'
import type { Prisma } from '@ree-ai/db/generated/prisma/client'
import { LRUCache } from 'lru-cache'
import type { ChangeStore } from '../change/change-store.ts'
import type { Summary, SummaryStore } from './summary-store.ts'

/** Longer than that no answer is kept, whatever the change log says. */
const keptMs = 60_000
const entriesMax = 500

/**
 * Keeps what was counted until a listing changes. Counting reads every match, which is most listings where a filter leaves
 * most: the first page of all of them is what most people ask for. Exact: every write of a listing moves the end of the change log in its
 * transaction, and nothing is kept while a transaction runs that could still write in front of it.
 *
 * Only for conditions on listings alone.
 */
export function keepSummaries(
  find: SummaryStore,
  deps: { readonly changes: Pick<ChangeStore, 'findEnd'>; readonly nowMs: () => number },
): SummaryStore {
  const kept = new LRUCache<string, Promise<Summary>>({
    max: entriesMax,
    ttl: keptMs,
    perf: { now: deps.nowMs },
    ttlResolution: 0,
  })
  return async (parts, keys) => {
    const { end, isSettled } = await deps.changes.findEnd()
    if (!isSettled) return find(parts, keys)
    const key = toKey(end, parts, keys)
    const known = kept.get(key)
    if (known !== undefined) return known
    const found = find(parts, keys)
    kept.set(key, found)
    found.catch(() => kept.delete(key))
    return found
  }
}

function toKey(end: string, parts: readonly Prisma.Sql[], keys: readonly string[]): string {
  const text = JSON.stringify([end, keys, parts.map(({ sql, values }) => [sql, values])], (_, value) =>
    typeof value === 'bigint' ? String(value) : value,
  )
  return createHash('sha256').update(text).digest('base64')
}
