import type { Schedule } from './schedule.ts'

/** For tests: timers that go off when told. */
export function createTestSchedule() {
  let waiting: { readonly run: () => void; readonly delayMs: number }[] = []
  const schedule: Schedule = (run, delayMs) => {
    const entry = { run, delayMs }
    waiting.push(entry)
    return () => {
      waiting = waiting.filter((other) => other !== entry)
    }
  }
  const settle = () => new Promise((resolve) => setImmediate(resolve))
  return {
    schedule,
    delays: () => waiting.map(({ delayMs }) => delayMs),
    /** Waits until a timer is set, and sets it off. */
    async fire(): Promise<void> {
      while (waiting.length === 0) await settle()
      waiting.shift()?.run()
    },
    /** Waits until a timer is set: what went before is done. */
    async rest(): Promise<void> {
      while (waiting.length === 0) await settle()
    },
  }
}
