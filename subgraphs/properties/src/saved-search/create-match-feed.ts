import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { MatchStore } from './match-store.ts'
import type { SearchMatch } from './saved-search.ts'

/** New matches for the people who follow them, found by one poll a process, however many follow. */
export interface MatchFeed {
  /** A person's matches from now on, from whichever replica, until the signal aborts. Slow takers lose the oldest. */
  readonly follow: (userId: string, signal: AbortSignal) => AsyncGenerator<SearchMatch>
  /** Looks at once: this process has just added matches. */
  readonly ring: () => void
}

/** How often the database is asked for what other replicas have added, in ms. */
const pollEveryMs = 1_000
/**
 * Ids are given out before their transactions commit, which take 20 s at most: a match may come that has a lower id than
 * one that was read, but not than the newest of half a minute ago, nor than one this many ids behind the newest.
 */
const settledMs = 30_000
const settledIds = 10_000n
/** Matches that wait for a slow taker. */
const queueMax = 1_000

interface Follower {
  readonly userId: string
  readonly queue: SearchMatch[]
  wake: () => void
}

export function createMatchFeed(
  store: Pick<MatchStore, 'findAfter' | 'findLastId'>,
  deps: { readonly logger: Logger; readonly nowMs: () => number },
): MatchFeed {
  const followers = new Set<Follower>()
  /** Matches above `floor` that were read already. */
  const seen = new Set<bigint>()
  let floor = 0n
  /** The newest id at a moment: the next floor. */
  let mark = { id: 0n, atMs: 0 }
  let bell = new AbortController()
  let isPolling = false
  /** People join one after the other, so that none takes away what another has marked as seen. */
  let joining: Promise<void> = Promise.resolve()

  async function poll(): Promise<void> {
    if (isPolling) return
    isPolling = true
    while (followers.size > 0) {
      const { signal } = bell
      try {
        await readNew()
      } catch (error) {
        deps.logger.warn({ err: error }, 'could not read new matches; trying again')
      }
      await sleep(pollEveryMs, undefined, { signal, ref: false }).catch(() => {})
      if (signal.aborted) bell = new AbortController()
    }
    isPolling = false
  }

  async function readNew(): Promise<void> {
    const nowMs = deps.nowMs()
    if (nowMs - mark.atMs > settledMs) {
      floor = mark.id > floor ? mark.id : floor
      mark = { id: await store.findLastId(), atMs: nowMs }
      for (const id of seen) if (id <= floor) seen.delete(id)
    }
    const found = await store.findAfter(floor, [...new Set([...followers].map(({ userId }) => userId))])
    for (const { userId, ...match } of found) {
      if (seen.has(match.id)) continue
      seen.add(match.id)
      for (const follower of followers) {
        if (follower.userId !== userId) continue
        if (follower.queue.push(match) > queueMax) follower.queue.shift()
        follower.wake()
      }
    }
  }

  /** Follows from now on: what there is already counts as seen. */
  async function join(follower: Follower): Promise<void> {
    if (followers.size === 0) {
      const id = await store.findLastId()
      floor = id > settledIds ? id - settledIds : 0n
      mark = { id, atMs: deps.nowMs() }
      seen.clear()
    }
    const isFollowed = [...followers].some(({ userId }) => userId === follower.userId)
    if (!isFollowed) for (const { id } of await store.findAfter(floor, [follower.userId])) seen.add(id)
    followers.add(follower)
  }

  return {
    async *follow(userId, signal) {
      const follower: Follower = { userId, queue: [], wake: () => {} }
      const joined = joining.then(() => join(follower))
      joining = joined.catch(() => {})
      await joined
      void poll()
      try {
        while (!signal.aborted) {
          const match = follower.queue.shift()
          if (match !== undefined) yield match
          else await waitForMatch(follower, signal)
        }
      } finally {
        followers.delete(follower)
      }
    },
    ring: () => bell.abort(),
  }
}

function waitForMatch(follower: Follower, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (follower.queue.length > 0 || signal.aborted) return resolve()
    follower.wake = done
    signal.addEventListener('abort', done, { once: true })
    function done() {
      signal.removeEventListener('abort', done)
      follower.wake = () => {}
      resolve()
    }
  })
}
