import type { Schedule } from '../supergraph/sources/schedule.ts'

/** For tests: a time that stands still until it is moved, and its timers. */
export function createTestClock() {
  let timeMs = Date.now()
  let timers: { readonly atMs: number; readonly run: () => void }[] = []
  const schedule: Schedule = (run, delayMs) => {
    const timer = { atMs: timeMs + delayMs, run }
    timers.push(timer)
    return () => {
      timers = timers.filter((other) => other !== timer)
    }
  }
  return {
    nowMs: () => timeMs,
    schedule,
    /** Moves the time on; what is due goes off, in order. */
    advance(byMs: number) {
      const endMs = timeMs + byMs
      for (;;) {
        const due = timers.filter(({ atMs }) => atMs <= endMs).sort((one, two) => one.atMs - two.atMs)[0]
        if (due === undefined) break
        timers = timers.filter((other) => other !== due)
        timeMs = Math.max(timeMs, due.atMs)
        due.run()
      }
      timeMs = endMs
    },
    count: () => timers.length,
  }
}
