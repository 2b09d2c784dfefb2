import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { endedSessionsChannel } from '@ree-ai/kit/redis/ended-sessions-channel'
import type { RedisConnection } from '@ree-ai/kit/redis/redis-connection'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { z } from 'zod'
import { endedSessionSchema, readEndedSessions } from './read-ended-sessions.ts'

/** Sessions that ended before their tokens expire. */
export interface EndedSessions {
  /**
   * Whether a session has ended. Until the list was read once nobody knows: it waits for a first reading that is under
   * way, and throws SERVICE_UNAVAILABLE when that has failed.
   */
  readonly isEnded: (sessionId: string) => boolean | Promise<boolean>
  /** Whether the list was read since the router started. */
  readonly isKnown: () => boolean
  /** Calls `listener` with each session once, when it is known to have ended. Returns the way to stop that. */
  readonly onEnded: (listener: (sessionId: string) => void) => () => void
  /** Begins to follow the list. */
  readonly start: () => void
  /** Stops, waiting for nothing. */
  readonly stop: () => void
}

/** Pages read in one round, so that one round ends. */
const pagesMax = 100
const timeoutMs = 3_000
/** Shorter than what proxies allow an idle request. */
const holdSeconds = 20
const messageSchema = z.object({ sessions: z.array(endedSessionSchema).max(10_000) })

/**
 * Follows which sessions have ended: the users subgraph is asked to answer as soon as there is news, so that an ended session is
 * refused at once on every router; with Redis it is also told there, which spares the way through the list. When the
 * subgraph cannot be asked, what is known stays, and it is logged and counted; it is asked again every `intervalMs`
 * (1 s by default), and so is one that does not hold its answers. Entries are forgotten after `forgetAfterMs`, when every
 * token of the session has expired. `poll` is one round; `start` repeats it.
 */
export function followEndedSessions(deps: {
  readonly subgraph: string
  readonly transport: Transport
  readonly secret: string
  readonly forgetAfterMs: number
  readonly intervalMs?: number
  readonly redis?: RedisConnection | null
  readonly logger: Logger
  readonly nowMs: () => number
  readonly onFailure?: () => void
}): EndedSessions & { readonly poll: (waitSeconds?: number) => Promise<Round> } {
  const { logger } = deps
  const forgottenAtMs = new Map<string, number>()
  const listeners = new Set<(sessionId: string) => void>()
  const stopping = new AbortController()
  let cursor: string | null = null
  let isKnown = false
  let isFailing = false
  let firstRound: Promise<Round> | null = null

  /** Notes sessions; whether one of them is new. */
  function note(sessions: readonly z.output<typeof endedSessionSchema>[]): boolean {
    let isNews = false
    for (const { id, endedAtMs } of sessions) {
      if (forgottenAtMs.has(id)) continue
      isNews = true
      forgottenAtMs.set(id, endedAtMs + deps.forgetAfterMs)
      for (const listener of listeners)
        try {
          listener(id)
        } catch (error) {
          logger.error({ err: error }, 'the end of a session could not be acted on')
        }
    }
    return isNews
  }

  async function readPages(waitSeconds: number): Promise<Round> {
    let isNews = false
    for (let page = 0; page < pagesMax; page++) {
      const request = createRequestSignal(stopping.signal, timeoutMs + waitSeconds * 1_000)
      try {
        const read = await readEndedSessions(deps, { after: cursor, waitSeconds, signal: request.signal })
        cursor = read?.cursor ?? null
        if (read === null) continue // Not theirs any more: from the beginning.
        isNews = note(read.sessions) || isNews
        if (!read.hasMore) break
      } finally {
        request.end()
      }
    }
    return isNews ? 'news' : 'nothing'
  }

  async function poll(waitSeconds = 0): Promise<Round> {
    try {
      const round = await readPages(waitSeconds)
      if (isFailing) logger.info({}, 'ended sessions are followed again')
      isFailing = false
      isKnown = true
      return round
    } catch (error) {
      if (stopping.signal.aborted) return 'failed'
      deps.onFailure?.()
      if (!isFailing) logger.warn({ err: error }, 'ended sessions cannot be read; what is known stays')
      isFailing = true
      return 'failed'
    } finally {
      const nowMs = deps.nowMs()
      for (const [id, atMs] of forgottenAtMs) if (atMs <= nowMs) forgottenAtMs.delete(id)
    }
  }

  const pollFirst = () => {
    firstRound ??= poll()
    return firstRound
  }

  async function repeat(): Promise<void> {
    let round = await pollFirst()
    while (!stopping.signal.aborted) {
      if (round === 'failed') await pause(deps.intervalMs ?? 1_000, stopping.signal)
      const askedAtMs = deps.nowMs()
      round = await poll(isKnown ? holdSeconds : 0)
      // An answer without news that was not held: whoever gives it would be asked without end.
      const isHeld = deps.nowMs() - askedAtMs >= 1_000
      if (round === 'nothing' && !isHeld) await pause(deps.intervalMs ?? 1_000, stopping.signal)
    }
  }

  return {
    isEnded(sessionId) {
      if (isKnown) return forgottenAtMs.has(sessionId)
      return pollFirst().then(() => {
        if (isKnown) return forgottenAtMs.has(sessionId)
        throw createError(
          'SERVICE_UNAVAILABLE',
          'Sessions cannot be checked at the moment. Try again in a few seconds.',
        )
      })
    },
    isKnown: () => isKnown,
    onEnded(listener) {
      listeners.add(listener)
      return () => void listeners.delete(listener)
    },
    poll,
    start() {
      deps.redis?.subscribe(endedSessionsChannel, (message) => note(readMessage(message)))
      void repeat()
    },
    stop: () => stopping.abort(),
  }
}

/** What became of one round of questions. */
export type Round = 'news' | 'nothing' | 'failed'

function readMessage(message: string): readonly z.output<typeof endedSessionSchema>[] {
  try {
    return messageSchema.parse(JSON.parse(message)).sessions
  } catch {
    return [] // Nobody we know; the list tells what is true.
  }
}

/** Aborts with another signal or after a time, and leaves nothing behind once ended. */
function createRequestSignal(outer: AbortSignal, afterMs: number) {
  const controller = new AbortController()
  const abort = () => controller.abort()
  const timer = setTimeout(abort, afterMs)
  outer.addEventListener('abort', abort)
  if (outer.aborted) abort()
  return {
    signal: controller.signal,
    end() {
      clearTimeout(timer)
      outer.removeEventListener('abort', abort)
    },
  }
}

/** Waits, or until the signal aborts; keeps no process alive. */
function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const wake = () => {
      clearTimeout(timer)
      signal.removeEventListener('abort', wake)
      resolve()
    }
    const timer = setTimeout(wake, ms).unref()
    signal.addEventListener('abort', wake)
    if (signal.aborted) wake()
  })
}
