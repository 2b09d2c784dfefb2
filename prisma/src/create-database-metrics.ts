import { Counter, Histogram, type Registry } from 'prom-client'
import { Prisma } from './generated/prisma/client.ts'

/** A Prisma extension that counts and times each call: `db_queries_total`, `db_query_duration_seconds`. */
export function createDatabaseMetrics(registry: Registry) {
  const labelNames = ['model', 'operation'] as const
  const total = new Counter({
    name: 'db_queries_total',
    help: 'Database calls by outcome.',
    labelNames: [...labelNames, 'outcome'] as const,
    registers: [registry],
  })
  const duration = new Histogram({
    name: 'db_query_duration_seconds',
    help: 'Time of a database call.',
    labelNames,
    buckets: [0.0005, 0.001, 0.0025, 0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 5],
    registers: [registry],
  })
  return Prisma.defineExtension({
    query: {
      async $allOperations({ model, operation, args, query }) {
        const labels = { model: model ?? 'raw', operation }
        const stop = duration.startTimer(labels)
        try {
          const result = await query(args)
          total.inc({ ...labels, outcome: 'ok' })
          return result
        } catch (error) {
          total.inc({ ...labels, outcome: 'error' })
          throw error
        } finally {
          stop()
        }
      },
    },
  })
}
