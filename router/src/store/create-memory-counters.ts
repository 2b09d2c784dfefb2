import type { Counters } from './counters.ts'

interface Entry {
  total: number
  readonly endsAtMs: number
}

/** The windows of one length: those used once, oldest first, and those used more often. */
interface Windows {
  readonly once: Map<string, Entry>
  readonly often: Map<string, Entry>
}

/**
 * Counters of one process, exact by `nowMs`. A count takes memory until soon after its window ends. Of more than
 * `keysMax` (200,000, some 40 MB) those are forgotten that were used once, the oldest of the shortest windows first; only
 * when there are none, those used more often.
 *
 * So nobody resets his count by making up keys: whoever was refused has used his key twice at least, and it goes only after
 * every key used once has gone, that is when `keysMax` keys were used twice each within its window.
 */
export function createMemoryCounters(
  deps: { readonly nowMs?: () => number; readonly keysMax?: number } = {},
): Counters & { readonly countKeys: () => number } {
  const nowMs = deps.nowMs ?? Date.now
  const keysMax = deps.keysMax ?? 200_000
  const byLength = new Map<number, Windows>()
  let size = 0

  function drop(entries: Map<string, Entry>, key: string): void {
    if (entries.delete(key)) size -= 1
  }

  /** Ended windows stand in front, nearly: each lasts as long as the others here, and began about when it was put here. */
  function dropEnded(atMs: number): void {
    for (const windows of byLength.values())
      for (const entries of [windows.once, windows.often])
        for (const [key, { endsAtMs }] of entries) {
          if (endsAtMs > atMs) break
          drop(entries, key)
        }
  }

  function makeRoom(): void {
    const shortestFirst = [...byLength].sort(([one], [other]) => one - other).map(([, windows]) => windows)
    const candidates = [...shortestFirst.map(({ once }) => once), ...shortestFirst.map(({ often }) => often)]
    const entries = candidates.find((candidate) => candidate.size > 0)
    const oldest = entries?.keys().next()
    if (entries !== undefined && oldest?.value !== undefined) drop(entries, oldest.value)
  }

  return {
    async add(key, amount, windowMs) {
      const atMs = nowMs()
      dropEnded(atMs)
      const windows = byLength.get(windowMs) ?? { once: new Map(), often: new Map() }
      byLength.set(windowMs, windows)
      const known = windows.often.get(key) ?? windows.once.get(key)
      if (known !== undefined && known.endsAtMs > atMs) {
        known.total += amount
        if (windows.once.delete(key)) windows.often.set(key, known)
        return { total: known.total, resetMs: known.endsAtMs - atMs }
      }
      drop(windows.once, key)
      drop(windows.often, key)
      if (size >= keysMax) makeRoom()
      windows.once.set(key, { total: amount, endsAtMs: atMs + windowMs })
      size += 1
      return { total: amount, resetMs: windowMs }
    },
    countKeys: () => size,
  }
}
