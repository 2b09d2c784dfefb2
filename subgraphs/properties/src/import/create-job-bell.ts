/** Tells within this process that an import job went on, so that whoever follows it reads it at once. */
export interface JobBell {
  readonly ring: (jobId: string) => void
  /** Waits until the job's bell rings, `timeoutMs` have passed, or the signal aborts. */
  readonly wait: (jobId: string, timeoutMs: number, signal: AbortSignal) => Promise<void>
}

export function createJobBell(): JobBell {
  const waiting = new Map<string, Set<() => void>>()
  return {
    ring(jobId) {
      for (const wake of [...(waiting.get(jobId) ?? [])]) wake()
    },
    wait: (jobId, timeoutMs, signal) =>
      new Promise((resolve) => {
        if (signal.aborted) return resolve()
        const wakes = waiting.get(jobId) ?? new Set()
        waiting.set(jobId, wakes)
        const wake = () => {
          clearTimeout(timer)
          signal.removeEventListener('abort', wake)
          wakes.delete(wake)
          if (wakes.size === 0) waiting.delete(jobId)
          resolve()
        }
        const timer = setTimeout(wake, timeoutMs)
        wakes.add(wake)
        signal.addEventListener('abort', wake, { once: true })
      }),
  }
}
