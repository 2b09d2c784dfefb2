import type { GatewayExecutionResult } from '@apollo/server-gateway-interface'
import type { FormattedExecutionResult } from 'graphql'
import { type EndReason, explainEnd } from './end-reason.ts'

/** A subscription's events as its client takes them. `return` says that the client has left. */
export interface FollowedEvents {
  readonly next: () => Promise<IteratorResult<FormattedExecutionResult, undefined>>
  readonly return: () => Promise<IteratorResult<FormattedExecutionResult, undefined>>
  /** Ends it now, whatever waits; the reason's error is thrown to whoever takes the next event. */
  readonly end: (reason: EndReason) => void
  readonly [Symbol.asyncIterator]: () => FollowedEvents
}

/**
 * Takes the events of a subscription as they come, whether its client takes them or not: at most `waitingMax` wait, then it ends as
 * `too_slow` and they are dropped. So a slow client costs bounded memory, and neither a subgraph nor another client waits for
 * it. Ending stops the source at once, also while it waits for its next event.
 */
export function followEvents(
  source: AsyncGenerator<GatewayExecutionResult>,
  options: {
    readonly waitingMax: number
    /** Makes of an event what may leave. */
    readonly format: (event: GatewayExecutionResult) => FormattedExecutionResult
    /** Calls off what the source is waiting for. */
    readonly abort: () => void
    /** Hears once why it has ended, with the number of events that were dropped. */
    readonly onEnd: (reason: EndReason, dropped: number) => void
  },
): FollowedEvents {
  const waiting: FormattedExecutionResult[] = []
  let wake: (() => void) | null = null
  let ended: EndReason | null = null
  let isTold = false

  function end(reason: EndReason): void {
    if (ended !== null) return
    ended = reason
    // What came before the source's own end is still the client's.
    const dropped = reason === 'completed' || reason === 'failed' ? 0 : waiting.splice(0).length
    if (reason !== 'completed') stopSource()
    options.onEnd(reason, dropped)
    wake?.()
  }

  function stopSource(): void {
    options.abort()
    // A generator that is waiting takes note only when it goes on, which the abort makes it do.
    source.return(undefined).catch(() => {})
  }

  async function pump(): Promise<void> {
    try {
      for await (const event of source) {
        if (ended !== null) return
        if (waiting.length >= options.waitingMax) return end('too_slow')
        waiting.push(options.format(event))
        wake?.()
      }
      end('completed')
    } catch {
      end('failed')
    }
  }
  void pump()

  const done = { done: true, value: undefined } as const
  const followed: FollowedEvents = {
    async next() {
      for (;;) {
        const event = waiting.shift()
        if (event !== undefined) return { done: false, value: event }
        if (ended !== null) break
        await new Promise<void>((resolve) => {
          wake = resolve
        })
        wake = null
      }
      const error = isTold ? null : explainEnd(ended)
      isTold = true
      if (error !== null) throw error
      return done
    },
    async return() {
      isTold = true
      end('client_left')
      waiting.length = 0
      wake?.()
      return done
    },
    end,
    [Symbol.asyncIterator]: () => followed,
  }
  return followed
}
