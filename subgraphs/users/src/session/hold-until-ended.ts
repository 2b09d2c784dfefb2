import type { Services } from '../services.ts'
import type { EndedPosition } from './ended-sessions.ts'

/** How often the database is asked for ends by other replicas. */
const otherReplicasMs = 200

/** Returns when a session has ended that a position does not know, after `waitMs`, or when the signal aborts. */
export async function holdUntilEnded(
  { store, endedNews }: Pick<Services, 'store' | 'endedNews'>,
  position: EndedPosition,
  { waitMs, signal }: { readonly waitMs: number; readonly signal: AbortSignal },
): Promise<void> {
  // In the middle of a run of pages the rest is already there.
  if (position.runStartedAtMs !== null) return
  const over = new AbortController()
  const end = () => over.abort()
  const timer = setTimeout(end, waitMs)
  signal.addEventListener('abort', end)
  if (signal.aborted) end()
  try {
    while (!over.signal.aborted) {
      // Listens before it looks, so that nothing can end between the two.
      const news = endedNews.wait(otherReplicasMs, over.signal)
      if ((await store.sessions.countEnded(position)) > position.told) return
      await news
    }
  } finally {
    clearTimeout(timer)
    end() // Also wakes what still waits for news.
    signal.removeEventListener('abort', end)
  }
}
