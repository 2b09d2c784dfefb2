import type { Job } from '../jobs/job.ts'
import type { AttributeValueType } from './attribute.ts'
import type { KeyUsage, KindUsage, UsageStore } from './usage-store.ts'

const minuteMs = 60_000
/** Listings read by one statement: other requests get in between. */
const runSize = 500
const examplesMax = 5
/** What an account brings counts for a day, also when no listing has it any more. */
const unusedMs = 24 * 60 * minuteMs
const removedMax = 500

/**
 * Counts which attributes listings have, when any listing has changed since the last time. Reads all listings, a run at a
 * time. Returns how many keys are in use; null when nothing had changed.
 */
export async function countUsage(store: UsageStore, signal?: AbortSignal): Promise<number | null> {
  const state = await store.findState()
  if (state === (await store.findCounted())) return null
  const totals = new Map<string, KeyUsage>()
  for (let afterId: string | null = null; ; ) {
    if (signal?.aborted) return null
    const { usages, lastId } = await store.countRun(afterId, runSize)
    for (const usage of usages) totals.set(usage.key, add(totals.get(usage.key), usage))
    if (lastId === null) break
    afterId = lastId
  }
  // Whatever changed meanwhile is behind that state, so that it is counted the next time.
  await store.write([...totals.values()], state)
  return totals.size
}

/** Removes keys that wait for review though no listing has them any more, a day after they came. Returns how many. */
export function forgetUnused(store: Pick<UsageStore, 'removeUnused'>, nowMs: () => number): Promise<number> {
  return store.removeUnused(new Date(nowMs() - unusedMs), removedMax)
}

/** Counts and removes every minute. */
export function createUsageJob(store: UsageStore, { nowMs }: { readonly nowMs: () => number }): Job {
  return {
    name: 'count-attribute-usage',
    intervalMs: minuteMs,
    replicas: 'one',
    async work(signal) {
      await countUsage(store, signal)
      await forgetUnused(store, nowMs)
    },
  }
}

function add(before: KeyUsage | undefined, { key, kind, usageCount, listingCount, examples }: KindUsage): KeyUsage {
  const kinds: Partial<Record<AttributeValueType, number>> = before?.kinds ?? {}
  return {
    key,
    usageCount: (before?.usageCount ?? 0) + usageCount,
    listingCount: (before?.listingCount ?? 0) + listingCount,
    kinds: { ...kinds, [kind]: (kinds[kind] ?? 0) + listingCount },
    examples: [...new Set([...(before?.examples ?? []), ...examples])].slice(0, examplesMax),
  }
}
