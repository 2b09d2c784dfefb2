import type { Schedule } from '../supergraph/sources/schedule.ts'

/** The longest that a timer of Node waits. */
const delayMaxMs = 2 ** 31 - 1

/** Runs something once at a time in ms since the epoch, however far it is; what it returns calls that off. */
export function scheduleAt(
  atMs: number,
  run: () => void,
  { nowMs, schedule }: { readonly nowMs: () => number; readonly schedule: Schedule },
): () => void {
  let cancel = () => {}
  const wait = () => {
    const delayMs = atMs - nowMs()
    if (delayMs <= 0) return run()
    cancel = schedule(wait, Math.min(delayMs, delayMaxMs))
  }
  cancel = schedule(wait, Math.min(Math.max(0, atMs - nowMs()), delayMaxMs))
  return () => cancel()
}
