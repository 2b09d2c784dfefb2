import type { Schedule } from './schedule.ts'
import { scheduleTimer } from './schedule-timer.ts'
import type { SupergraphSource } from './supergraph-source.ts'

/** While nothing could be read yet, it is tried this often at least. */
const firstIntervalMs = 1_000

/** A source that is read again and again, each time when `intervalMs` have passed since the last reading ended. */
export function createPolledSource(deps: {
  readonly description: string
  readonly isLocal: boolean
  /** The SDL as it is now; cheap when nothing has changed. Aborted when nobody wants it any more. */
  readonly read: (signal: AbortSignal) => Promise<string>
  readonly intervalMs: number
  readonly schedule?: Schedule
}): SupergraphSource {
  const { read, intervalMs, schedule = scheduleTimer } = deps
  let told: string | null = null

  return {
    description: deps.description,
    isLocal: deps.isLocal,
    async load() {
      told = await read(new AbortController().signal)
      return told
    },
    watch(onChange, onFault) {
      const stopping = new AbortController()
      const { signal } = stopping
      let isFaulty = told === null
      let cancel = () => {}

      async function poll(): Promise<void> {
        try {
          const sdl = await read(signal)
          if (!signal.aborted && (isFaulty || sdl !== told)) {
            told = sdl
            isFaulty = false
            await onChange(sdl)
          }
        } catch (error) {
          isFaulty = true
          if (!signal.aborted) onFault(error instanceof Error ? error : new Error(String(error)))
        }
        next()
      }

      function next(): void {
        if (signal.aborted) return
        cancel = schedule(() => void poll(), told === null ? Math.min(firstIntervalMs, intervalMs) : intervalMs)
      }

      if (told === null) void poll()
      else next()
      return () => {
        stopping.abort()
        cancel()
      }
    },
  }
}
