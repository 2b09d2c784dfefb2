import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { z } from 'zod'

/** Sessions that ended before their tokens expire. */
export interface EndedSessions {
  readonly isEnded: (sessionId: string) => boolean
  /** Begins to follow the list. */
  readonly start: () => void
  readonly stop: () => void
}

/**
 * What the users subgraph answers to `GET /ended-sessions?after=<cursor>`, oldest first; without `after` all that can still
 * matter. It may tell a session twice.
 */
const answerSchema = z.object({
  sessions: z.array(z.object({ id: z.string().max(200), endedAtMs: z.number() })).max(10_000),
  cursor: z.string().min(1).max(1_000),
  hasMore: z.boolean(),
})

/** Pages read in one round, so that one round ends. */
const pagesMax = 100
const timeoutMs = 3_000

/**
 * Follows which sessions have ended by asking the users subgraph every `intervalMs` (1 s by default): a session that
 * was ended is refused a second later on every replica. When the subgraph cannot be asked, what is known stays, and it
 * is logged and counted. Entries are forgotten after `forgetAfterMs`, when every token of the session has expired.
 * `poll` is one round; `start` repeats it.
 */
export function followEndedSessions(deps: {
  readonly subgraph: string
  readonly transport: Transport
  readonly secret: string
  readonly forgetAfterMs: number
  readonly intervalMs?: number
  readonly logger: Logger
  readonly nowMs: () => number
  readonly onFailure?: () => void
}): EndedSessions & { readonly poll: () => Promise<void> } {
  const forgottenAtMs = new Map<string, number>()
  let cursor: string | null = null
  let isFailing = false
  let timer: NodeJS.Timeout | null = null
  let isStopped = false

  /** Reads one page; whether there is another. */
  async function readPage(): Promise<boolean> {
    const identity = { viewer: null, requestId: '', clientAddress: '', traceparent: '' }
    const headers = signSubgraphRequest(identity, {
      subgraph: deps.subgraph,
      body: '',
      secret: deps.secret,
      nowMs: deps.nowMs(),
    })
    const response = await deps.transport({
      method: 'GET',
      path: `/ended-sessions${cursor === null ? '' : `?after=${encodeURIComponent(cursor)}`}`,
      headers,
      signal: AbortSignal.timeout(timeoutMs),
    })
    if (response.status === 400) cursor = null // No cursor of theirs any more: the next round begins anew.
    if (response.status !== 200) throw new Error(`the list of ended sessions answered ${response.status}`)
    const page = answerSchema.parse(JSON.parse(response.body))
    for (const session of page.sessions) forgottenAtMs.set(session.id, session.endedAtMs + deps.forgetAfterMs)
    cursor = page.cursor
    return page.hasMore
  }

  async function poll(): Promise<void> {
    try {
      for (let page = 0; page < pagesMax && (await readPage()); page++);
      if (isFailing) deps.logger.info({}, 'ended sessions are followed again')
      isFailing = false
    } catch (error) {
      deps.onFailure?.()
      if (!isFailing) deps.logger.warn({ err: error }, 'ended sessions cannot be read; what is known stays')
      isFailing = true
    }
    const nowMs = deps.nowMs()
    for (const [id, atMs] of forgottenAtMs) if (atMs <= nowMs) forgottenAtMs.delete(id)
  }

  async function repeat(): Promise<void> {
    await poll()
    if (!isStopped) timer = setTimeout(repeat, deps.intervalMs ?? 1_000).unref()
  }

  return {
    isEnded: (sessionId) => forgottenAtMs.has(sessionId),
    poll,
    start: () => void repeat(),
    stop: () => {
      isStopped = true
      if (timer !== null) clearTimeout(timer)
    },
  }
}
