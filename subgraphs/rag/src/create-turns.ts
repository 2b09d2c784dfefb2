import { createWorkLimit } from '@ree-ai/kit/turns/create-work-limit'

/** Does a piece of dear work when its turn has come. */
export type Work = <Result>(key: string, work: () => Promise<Result>) => Promise<Result>

/**
 * The turns of searches and answers in this process: `runningMax` run at a time, `waitingMax` wait in the order they came, one more is
 * refused with RATE_LIMITED and `retryAfterSeconds`. Gives the `Work` of one request: its pieces go one after the other, so that twenty
 * aliases stand in line once and others come between them, and pieces of the same key are done once.
 */
export function createTurns({ runningMax = 4, waitingMax = 64 } = {}): () => Work {
  const limit = createWorkLimit({ runningMax, waitingMax, what: 'searches and answers', retryAfterSeconds: 2 })
  return () => {
    const done = new Map<string, Promise<unknown>>()
    let last: Promise<unknown> = Promise.resolve()
    return <Result>(key: string, work: () => Promise<Result>): Promise<Result> => {
      const known = done.get(key)
      // The key names the work, and with it the type of what comes out.
      if (known !== undefined) return known as Promise<Result>
      const result = last.then(() => limit(work))
      done.set(key, result)
      last = result.catch(() => {})
      return result
    }
  }
}
