import { Counter, Gauge, type Registry } from 'prom-client'

export type IndexMetrics = ReturnType<typeof createIndexMetrics>

/** How the index keeps up: `rag_index_lag_seconds`, `rag_index_changes_total`, `rag_index_failures_total`, `rag_documents_total`. */
export function createIndexMetrics(registry: Registry, nowMs: () => number) {
  let caughtUpAtMs = nowMs()
  let isBehind = false
  new Gauge({
    name: 'rag_index_lag_seconds',
    help: 'How long ago the listing index last held every change; 0 while it does.',
    registers: [registry],
    collect() {
      this.set(isBehind ? (nowMs() - caughtUpAtMs) / 1000 : 0)
    },
  })
  return {
    changes: new Counter({
      name: 'rag_index_changes_total',
      help: 'Listing changes taken into the index.',
      labelNames: ['kind'] as const,
      registers: [registry],
    }),
    failures: new Counter({
      name: 'rag_index_failures_total',
      help: 'Failed attempts to follow the listings.',
      registers: [registry],
    }),
    documents: new Counter({
      name: 'rag_documents_total',
      help: 'Attempts to index a document.',
      labelNames: ['outcome'] as const,
      registers: [registry],
    }),
    setCaughtUp(isCaughtUp: boolean): void {
      isBehind = !isCaughtUp
      if (isCaughtUp) caughtUpAtMs = nowMs()
    },
  }
}
