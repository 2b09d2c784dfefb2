/** For tests: a source of events that a test publishes to, and that knows who is listening. */
export interface TestHub<Event> {
  readonly publish: (event: Event) => void
  /** Ends it for all who listen. */
  readonly end: () => void
  /** Fails for all who listen. */
  readonly fail: (error: Error) => void
  readonly listen: (signal: AbortSignal | undefined) => AsyncGenerator<Event>
  readonly countListeners: () => number
}

export function createTestHub<Event>(): TestHub<Event> {
  const listeners = new Set<(step: { event: Event } | { error: Error } | null) => void>()
  const tell = (step: { event: Event } | { error: Error } | null) => {
    for (const listener of [...listeners]) listener(step)
  }
  return {
    publish: (event) => tell({ event }),
    end: () => tell(null),
    fail: (error) => tell({ error }),
    countListeners: () => listeners.size,
    async *listen(signal) {
      const steps: ({ event: Event } | { error: Error } | null)[] = []
      let wake = () => {}
      const listener = (step: { event: Event } | { error: Error } | null) => {
        steps.push(step)
        wake()
      }
      const leave = () => listener(null)
      listeners.add(listener)
      signal?.addEventListener('abort', leave)
      try {
        for (;;) {
          if (steps.length === 0)
            await new Promise<void>((resolve) => {
              wake = resolve
            })
          const step = steps.shift()
          if (!step) return
          if ('error' in step) throw step.error
          yield step.event
        }
      } finally {
        listeners.delete(listener)
        signal?.removeEventListener('abort', leave)
      }
    },
  }
}
