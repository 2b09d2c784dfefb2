import type { Schedule } from '../supergraph/sources/schedule.ts'

/** Why an exchange is over: nobody wants it any more, it took too long, or it has had its course. */
export type ExchangeEnd = 'left' | 'timeout' | 'done'

/** An exchange with a subgraph that goes on until someone ends it. */
export interface Exchange {
  /** Aborts when it is over. */
  readonly signal: AbortSignal
  /** Ends it with `timeout` unless what is returned is called within the time, in ms. */
  readonly within: (timeMs: number) => () => void
  /** The first reason counts. */
  readonly end: (reason: ExchangeEnd) => void
  /** Null while it goes on. */
  readonly readEnd: () => ExchangeEnd | null
}

/** Begins an exchange that ends with `left` when `signal` aborts. */
export function beginExchange(signal: AbortSignal, schedule: Schedule): Exchange {
  const controller = new AbortController()
  let reason: ExchangeEnd | null = null
  const leave = () => end('left')

  function end(why: ExchangeEnd): void {
    if (reason !== null) return
    reason = why
    signal.removeEventListener('abort', leave)
    controller.abort()
  }
  if (signal.aborted) leave()
  else signal.addEventListener('abort', leave, { once: true })

  return {
    signal: controller.signal,
    within: (timeMs) => schedule(() => end('timeout'), timeMs),
    end,
    readEnd: () => reason,
  }
}
