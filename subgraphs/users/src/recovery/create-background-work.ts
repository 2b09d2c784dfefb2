import { createError } from '@ree-ai/kit/errors/create-error'

/** Work that goes on after its request was answered, so that the answer's time tells nothing of it. */
export interface BackgroundWork {
  /** Begins work when its turn comes. Throws RATE_LIMITED when too much waits. Failures are reported, and not repeated. */
  readonly add: (work: () => Promise<void>) => void
  /** Resolves when nothing is left. */
  readonly settle: () => Promise<void>
}

/** Does one piece of work after the other. */
export function createBackgroundWork(options: {
  readonly waitingMax: number
  readonly report: (error: unknown) => void
}): BackgroundWork {
  let waiting = 0
  let last: Promise<void> = Promise.resolve()
  return {
    add(work) {
      if (waiting >= options.waitingMax)
        throw createError('RATE_LIMITED', 'Too much to do at the moment. Try again in a few seconds.', {
          retryAfterSeconds: 5,
        })
      waiting += 1
      last = last
        .then(work)
        .catch(options.report)
        .finally(() => {
          waiting -= 1
        })
    },
    settle: () => last,
  }
}
