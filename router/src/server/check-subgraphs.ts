import type { Transport } from '@ree-ai/kit/transport/transport'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'

export type SubgraphState = 'up' | 'down'

const timeoutMs = 1_000
/** An answer serves this long, so that asking often costs the subgraphs nothing. */
const freshMs = 2_000

/**
 * Asks every subgraph whether it is ready (`GET /readyz`; anything but a server's error counts as up, for foreign
 * subgraphs need not have it) and keeps `service_health`; subgraphs that are gone leave it. Calls at the same time share
 * one round.
 */
export function checkSubgraphs(deps: {
  /** The subgraphs of the supergraph that is live, by name. */
  readonly connected: () => ReadonlyMap<string, { readonly send: Transport }>
  readonly metrics: Pick<RouterMetrics, 'serviceHealth'>
  readonly nowMs: () => number
}): () => Promise<Readonly<Record<string, SubgraphState>>> {
  let last: Promise<Readonly<Record<string, SubgraphState>>> | null = null
  let askedAtMs = Number.NEGATIVE_INFINITY

  let known: ReadonlySet<string> = new Set()

  async function ask(): Promise<Readonly<Record<string, SubgraphState>>> {
    const connected = deps.connected()
    for (const name of known) if (!connected.has(name)) deps.metrics.serviceHealth.remove({ service: name })
    known = new Set(connected.keys())
    const states = await Promise.all(
      Array.from(connected, async ([name, { send }]) => {
        const state = await askOne(send)
        deps.metrics.serviceHealth.set({ service: name }, state === 'up' ? 1 : 0)
        return [name, state] as const
      }),
    )
    return Object.fromEntries(states)
  }

  return () => {
    if (last !== null && deps.nowMs() - askedAtMs < freshMs) return last
    askedAtMs = deps.nowMs()
    last = ask()
    return last
  }
}

async function askOne(transport: Transport): Promise<SubgraphState> {
  try {
    const signal = AbortSignal.timeout(timeoutMs)
    const response = await transport({ method: 'GET', path: '/readyz', headers: {}, signal })
    return response.status < 500 ? 'up' : 'down'
  } catch {
    return 'down'
  }
}
