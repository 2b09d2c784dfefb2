/** Wakes whoever waits for the end of a session, the moment one ends in this process. */
export interface EndedNews {
  readonly announce: () => void
  /** Resolves with the next announcement, after `timeoutMs`, or when the signal aborts. */
  readonly wait: (timeoutMs: number, signal: AbortSignal) => Promise<void>
}

export function createEndedNews(): EndedNews {
  const waiting = new Set<() => void>()
  return {
    announce() {
      for (const wake of [...waiting]) wake()
    },
    wait(timeoutMs, signal) {
      if (signal.aborted) return Promise.resolve()
      return new Promise((resolve) => {
        const wake = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          waiting.delete(wake)
          resolve()
        }
        const timer = setTimeout(wake, timeoutMs)
        signal.addEventListener('abort', wake)
        waiting.add(wake)
      })
    },
  }
}
