import { createError } from '@ree-ai/kit/errors/create-error'

/** Does a piece of dear work when its turn has come. */
export type Work = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

const runningMaxDefault = 4
const waitingMaxDefault = 64
const retryAfterSeconds = 2

/**
 * The turns of searches and answers in this process: `runningMax` run at a time, `waitingMax` wait in the order they came, one more is
 * refused with RATE_LIMITED and `retryAfterSeconds`. Gives the `Work` of one request: its pieces go one after the other, so that twenty
 * aliases stand in line once and others come between them, and pieces of the same key are done once.
 */
export function createTurns({ runningMax = runningMaxDefault, waitingMax = waitingMaxDefault } = {}): () => Work {
  const waiting: (() => void)[] = []
  let running = 0

  async function takePlace(): Promise<void> {
    if (running < runningMax) {
      running += 1
      return
    }
    if (waiting.length >= waitingMax)
      throw createError('RATE_LIMITED', 'Too many searches and answers at the moment. Try again in a few seconds.', {
        retryAfterSeconds,
      })
    await new Promise<void>((start) => waiting.push(start))
  }

  function leavePlace(): void {
    // The place goes straight to the next in line.
    const next = waiting.shift()
    if (next === undefined) running -= 1
    else next()
  }

  return () => {
    const done = new Map<string, Promise<unknown>>()
    let last: Promise<unknown> = Promise.resolve()
    return <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
      const known = done.get(key)
      // The key names the work, and with it the type of what comes out.
      if (known !== undefined) return known as Promise<Result>
      const result = last.then(async () => {
        await takePlace()
        try {
          return await work()
        } finally {
          leavePlace()
        }
      })
      done.set(key, result)
      last = result.catch(() => {})
      return result
    }
  }
}
