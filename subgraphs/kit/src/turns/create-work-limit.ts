import { createError } from '../errors/create-error.ts'

/** Runs a piece of work when its turn has come. */
export type WorkLimit = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Lets `runningMax` pieces of dear work run at a time and `waitingMax` wait, in order: a flood of it must not starve everything else.
 * One more is refused with RATE_LIMITED and `retryAfterSeconds`; `what` names the work to clients, as in "Too many sign-ins".
 */
export function createWorkLimit(options: {
  readonly runningMax: number
  readonly waitingMax: number
  readonly what: string
  readonly retryAfterSeconds: number
}): WorkLimit {
  const { runningMax, waitingMax, what, retryAfterSeconds } = options
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < runningMax) running += 1
    else {
      if (waiting.length >= waitingMax)
        throw createError('RATE_LIMITED', `Too many ${what} at the moment. Try again in a few seconds.`, {
          retryAfterSeconds,
        })
      await new Promise<void>((start) => waiting.push(start))
    }
    try {
      return await work()
    } finally {
      // The place goes straight to the next in line.
      const next = waiting.shift()
      if (next === undefined) running -= 1
      else next()
    }
  }
}
