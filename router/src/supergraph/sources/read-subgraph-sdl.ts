import { signSubgraphRequest } from '@ree-ai/kit/identity/subgraph-request'
import type { Transport } from '@ree-ai/kit/transport/transport'
import { z } from 'zod'

const answerSchema = z.object({ data: z.object({ _service: z.object({ sdl: z.string().min(1) }) }) })

/** The SDL of a running subgraph, by `{ _service { sdl } }`, signed as every request of the router is. Rejects with the reason, without its address. */
export async function readSubgraphSdl(
  subgraph: { readonly name: string; readonly path: string },
  deps: {
    readonly send: Transport
    readonly secret: string
    readonly nowMs: () => number
    readonly signal: AbortSignal
  },
): Promise<string> {
  const body = JSON.stringify({ query: '{ _service { sdl } }' })
  const identity = { viewer: null, requestId: '', clientAddress: '', traceparent: '' }
  const { name } = subgraph
  const answer = await deps.send({
    method: 'POST',
    path: subgraph.path,
    headers: {
      'content-type': 'application/json',
      accept: 'application/json',
      ...signSubgraphRequest(identity, { subgraph: name, body, secret: deps.secret, nowMs: deps.nowMs() }),
    },
    body,
    signal: deps.signal,
  })
  if (answer.status !== 200) throw new Error(`it answered ${answer.status}`)
  const { success, data } = answerSchema.safeParse(parseJson(answer.body))
  if (!success) throw new Error('it did not answer with its SDL')
  return data.data._service.sdl
}

function parseJson(text: string): unknown {
  try {
    return JSON.parse(text)
  } catch {
    return null
  }
}
