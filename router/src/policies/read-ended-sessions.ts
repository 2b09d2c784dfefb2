import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { z } from 'zod'

/** A session that ended before its tokens expire. */
export const endedSessionSchema = z.object({ id: z.string().max(200), endedAtMs: z.number() })

/**
 * What the users subgraph answers to `GET /ended-sessions?after=<cursor>&wait=<seconds>`, oldest first; without `after` all
 * that can still matter. With `wait` it answers once there is news. It may tell a session twice.
 */
const answerSchema = z.object({
  sessions: z.array(endedSessionSchema).max(10_000),
  cursor: z.string().min(1).max(1_000),
  hasMore: z.boolean(),
})

export type EndedPage = z.output<typeof answerSchema>

/** Reads one page of the list; null when the cursor is not known to it any more. Rejects when there is no answer of use. */
export async function readEndedSessions(
  deps: {
    readonly subgraph: string
    readonly transport: Transport
    readonly secret: string
    readonly nowMs: () => number
  },
  options: { readonly after: string | null; readonly waitSeconds: number; readonly signal: AbortSignal },
): Promise<EndedPage | null> {
  const identity = { viewer: null, requestId: '', clientAddress: '', traceparent: '' }
  const { subgraph, secret } = deps
  const headers = signSubgraphRequest(identity, { subgraph, body: '', secret, nowMs: deps.nowMs() })
  const query = new URLSearchParams()
  if (options.after !== null) query.set('after', options.after)
  if (options.waitSeconds > 0) query.set('wait', String(options.waitSeconds))
  const path = query.size === 0 ? '/ended-sessions' : `/ended-sessions?${query}`
  const response = await deps.transport({ method: 'GET', path, headers, signal: options.signal })
  if (response.status === 400 && options.after !== null) return null
  if (response.status !== 200) throw new Error(`the list of ended sessions answered ${response.status}`)
  return answerSchema.parse(JSON.parse(response.body))
}
