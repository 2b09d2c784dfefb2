import { createError } from '@ree-ai/kit/errors/create-error'

/** Runs a piece of work when its turn has come. */
export type WorkLimit = <Result>(work: () => Promise<Result>) => Promise<Result>

/**
 * Lets `runningMax` pieces of work run at a time and `waitingMax` wait, in order. One more is refused with RATE_LIMITED: a
 * big picture takes a second of a core and 200 MB, and a flood of them must not starve everything else.
 */
export function limitWork(options: { readonly runningMax: number; readonly waitingMax: number }): WorkLimit {
  const waiting: (() => void)[] = []
  let running = 0
  return async (work) => {
    if (running < options.runningMax) running += 1
    else {
      if (waiting.length >= options.waitingMax)
        throw createError('RATE_LIMITED', 'Too many pictures come at the moment. Try again in a few seconds.', {
          retryAfterSeconds: 5,
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
