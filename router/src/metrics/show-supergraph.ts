import type { SupergraphStatus } from '../supergraph/supergraph-status.ts'
import type { RouterMetrics } from './create-router-metrics.ts'

/** Brings the gauges about the supergraph up to date. */
export function showSupergraph(
  { state, version, loadedAtMs }: SupergraphStatus,
  metrics: Pick<RouterMetrics, 'supergraphInfo' | 'supergraphAge' | 'supergraphStale'>,
  nowMs: number,
): void {
  metrics.supergraphStale.set(state === 'loaded' ? 0 : 1)
  metrics.supergraphInfo.reset()
  if (version === null || loadedAtMs === null) return
  metrics.supergraphInfo.set({ version }, 1)
  metrics.supergraphAge.set(Math.max(0, nowMs - loadedAtMs) / 1_000)
}
