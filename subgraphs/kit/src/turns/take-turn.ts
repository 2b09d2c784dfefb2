import { setImmediate } from 'node:timers'

const waiting: (() => void)[] = []

/**
 * Waits for its turn of the event loop. Work on the processor that may take longer than some 10 ms calls this between its
 * steps: in each turn of the loop one step runs, in the order asked, so that however much such work there is, requests
 * wait for one step at most.
 */
export function takeTurn(): Promise<void> {
  return new Promise((resolve) => {
    waiting.push(resolve)
    if (waiting.length === 1) setImmediate(giveTurn)
  })
}

function giveTurn(): void {
  waiting.shift()?.()
  // An immediate that is set in an immediate runs in the next turn, after what came in by then.
  if (waiting.length > 0) setImmediate(giveTurn)
}
