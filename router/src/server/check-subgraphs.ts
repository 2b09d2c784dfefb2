import type { Transport } from '@ree-ai/kit/transport/transport'
import type { RouterMetrics } from '../metrics/create-router-metrics.ts'

export type SubgraphState = 'up' | 'down'

const timeoutMs = 1_000
/** An answer serves this long, so that asking often costs the subgraphs nothing. */
const freshMs = 2_000

/**
 * Asks every subgraph whether it is ready (`GET /readyz`; anything but a server's error counts as up, for foreign
 * subgraphs need not have it) and keeps `service_health`. Calls at the same time share one round.
 */
export function checkSubgraphs(deps: {
  readonly transports: Readonly<Record<string, Transport>>
  readonly metrics: Pick<RouterMetrics, 'serviceHealth'>
  readonly nowMs: () => number
}): () => Promise<Readonly<Record<string, SubgraphState>>> {
  let last: Promise<Readonly<Record<string, SubgraphState>>> | null = null
  let askedAtMs = Number.NEGATIVE_INFINITY

  async function ask(): Promise<Readonly<Record<string, SubgraphState>>> {
    const states = await Promise.all(
      Object.entries(deps.transports).map(async ([name, transport]) => {
        const state = await askOne(transport)
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
