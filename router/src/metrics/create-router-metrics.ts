import { durationBuckets } from '@ree-ai/kit/metrics/create-http-metrics'
import { Counter, Gauge, Histogram, type Registry } from 'prom-client'

const costBuckets = [1, 5, 10, 25, 50, 100, 250, 500, 1_000, 2_500, 5_000, 10_000]

/** What the router counts besides HTTP. Every label has a bounded set of values. */
export function createRouterMetrics(registry: Registry) {
  const registers = [registry]
  return {
    operations: new Counter({
      name: 'graphql_operations_total',
      help: 'Operations answered, by name where it is a known one, type, client and outcome (ok, partial, refused, failed).',
      labelNames: ['operation', 'type', 'client', 'outcome'],
      registers,
    }),
    operationDuration: new Histogram({
      name: 'graphql_operation_duration_seconds',
      help: 'Time of an operation from its parsing to its answer.',
      labelNames: ['operation', 'type'],
      buckets: durationBuckets,
      registers,
    }),
    refusals: new Counter({
      name: 'graphql_refusals_total',
      help: 'Requests and fields that a policy refused.',
      labelNames: ['policy', 'code'],
      registers,
    }),
    cost: new Histogram({
      name: 'graphql_operation_cost',
      help: 'Cost of operations: estimated before they run, actual after.',
      labelNames: ['kind'],
      buckets: costBuckets,
      registers,
    }),
    fetches: new Counter({
      name: 'subgraph_fetches_total',
      help: 'Requests to subgraphs, by outcome (ok, errors, http_error, timeout, unreachable).',
      labelNames: ['subgraph', 'outcome'],
      registers,
    }),
    fetchDuration: new Histogram({
      name: 'subgraph_fetch_duration_seconds',
      help: 'Time of a request to a subgraph.',
      labelNames: ['subgraph'],
      buckets: durationBuckets,
      registers,
    }),
    resolvers: new Counter({
      name: 'graphql_resolvers_total',
      help: 'Resolvers run in subgraphs, as their traces tell.',
      labelNames: ['subgraph', 'type', 'field'],
      registers,
    }),
    resolverErrors: new Counter({
      name: 'graphql_resolver_errors_total',
      help: 'Errors of resolvers in subgraphs.',
      labelNames: ['subgraph', 'type', 'field'],
      registers,
    }),
    resolverDuration: new Histogram({
      name: 'graphql_resolver_duration_seconds',
      help: 'Time of a resolver in a subgraph.',
      labelNames: ['subgraph', 'type', 'field'],
      buckets: [0.0001, 0.001, 0.01, 0.1, 1, 10],
      registers,
    }),
    endedSessionFailures: new Counter({
      name: 'router_ended_sessions_failures_total',
      help: 'Times the list of ended sessions could not be read.',
      registers,
    }),
    serviceHealth: new Gauge({
      name: 'service_health',
      help: 'Whether a service answered its last health check: 1 or 0.',
      labelNames: ['service'],
      registers,
    }),
  }
}

export type RouterMetrics = ReturnType<typeof createRouterMetrics>
