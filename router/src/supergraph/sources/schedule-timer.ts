import type { Schedule } from './schedule.ts'

/** The system's timer; it does not keep the process alive. */
export const scheduleTimer: Schedule = (run, delayMs) => {
  const timer = setTimeout(run, delayMs).unref()
  return () => clearTimeout(timer)
}
