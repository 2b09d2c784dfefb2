import type { Transport } from '@ree-ai/kit/transport/transport'
import type { RouterMetrics } from './create-router-metrics.ts'

/** The same transport, each of its exchanges counted and timed under the subgraph's name. */
export function measureTransport(
  subgraph: string,
  transport: Transport,
  metrics: Pick<RouterMetrics, 'fetches' | 'fetchDuration'>,
): Transport {
  return async (request) => {
    const stopTimer = metrics.fetchDuration.startTimer({ subgraph })
    const end = (outcome: string) => {
      stopTimer()
      metrics.fetches.inc({ subgraph, outcome })
    }
    try {
      const response = await transport(request)
      end(response.status < 400 ? 'ok' : 'http_error')
      return response
    } catch (error) {
      end(request.signal?.aborted ? 'timeout' : 'unreachable')
      throw error
    }
  }
}
