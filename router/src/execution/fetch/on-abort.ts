import { setMaxListeners } from 'node:events'

/** Calls `listener` when a signal aborts, at once when it has. Returns the way to stop listening. */
export function onAbort(signal: AbortSignal, listener: () => void): () => void {
  if (signal.aborted) {
    listener()
    return () => {}
  }
  // An operation may have many fetches at a time, and each listens: that is no leak.
  setMaxListeners(0, signal)
  signal.addEventListener('abort', listener, { once: true })
  return () => signal.removeEventListener('abort', listener)
}
