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
    clientOperations: new Counter({
      name: 'graphql_client_operations_total',
      help: 'Operations answered, by the name and version that clients give themselves and outcome.',
      labelNames: ['client', 'version', 'outcome'],
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
    costRatio: new Histogram({
      name: 'graphql_operation_cost_ratio',
      help: 'Actual cost of operations by estimated cost; above 1 a list was longer than assumed.',
      buckets: [0.01, 0.05, 0.1, 0.25, 0.5, 0.75, 0.9, 1, 1.5, 2, 5, 10],
      registers,
    }),
    costBudget: new Counter({
      name: 'graphql_cost_budget_total',
      help: 'Cost taken out of the budgets of clients before operations (reserved), given back after them (refunded), and taken beyond the estimate or for events (overdrawn).',
      labelNames: ['event'],
      registers,
    }),
    plans: new Counter({
      name: 'graphql_plans_total',
      help: 'Lookups of query plans: found (hit), made (miss), or waited for while another request had it made (shared).',
      labelNames: ['outcome'],
      registers,
    }),
    fetches: new Counter({
      name: 'subgraph_fetches_total',
      help: 'Requests to subgraphs, each try by itself, by outcome (ok, errors, http_error, timeout, unreachable, cancelled, open).',
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
    fetchRetries: new Counter({
      name: 'subgraph_retries_total',
      help: 'Queries sent to a subgraph again.',
      labelNames: ['subgraph'],
      registers,
    }),
    fetchesShared: new Counter({
      name: 'subgraph_fetches_shared_total',
      help: 'Queries that were answered by an equal one under way.',
      labelNames: ['subgraph'],
      registers,
    }),
    breakerState: new Gauge({
      name: 'subgraph_breaker_state',
      help: 'Circuit breaker of a subgraph: 0 closed, 1 half-open, 2 open.',
      labelNames: ['subgraph'],
      registers,
    }),
    breakerTransitions: new Counter({
      name: 'subgraph_breaker_transitions_total',
      help: 'Changes of a circuit breaker, by the state it came to.',
      labelNames: ['subgraph', 'state'],
      registers,
    }),
    cache: new Counter({
      name: 'subgraph_cache_total',
      help: 'Answers and entities in the cache, by event (hit, miss, store), and tags invalidated (invalidation).',
      labelNames: ['subgraph', 'event'],
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
    supergraphUpdates: new Counter({
      name: 'router_supergraph_updates_total',
      help: 'Supergraphs that came: live (loaded), not servable (refused), or not to be had (unreadable).',
      labelNames: ['outcome'],
      registers,
    }),
    supergraphInfo: new Gauge({
      name: 'router_supergraph_info',
      help: 'The version of the supergraph that is live: the beginning of the SHA-256 of its SDL.',
      labelNames: ['version'],
      registers,
    }),
    supergraphAge: new Gauge({
      name: 'router_supergraph_age_seconds',
      help: 'Time since the supergraph went live.',
      registers,
    }),
    supergraphStale: new Gauge({
      name: 'router_supergraph_stale',
      help: 'Whether the source has no supergraph, or one that cannot be served: 1 or 0. The last good one runs on.',
      registers,
    }),
    subscriptions: new Gauge({
      name: 'graphql_subscriptions_active',
      help: 'Subscriptions that run, by transport (websocket, event_stream).',
      labelNames: ['transport'],
      registers,
    }),
    subscriptionEvents: new Counter({
      name: 'graphql_subscription_events_total',
      help: 'Events of subscriptions, by outcome: ok, errors (some came with errors), dropped (the client was too slow).',
      labelNames: ['outcome'],
      registers,
    }),
    subscriptionsEnded: new Counter({
      name: 'graphql_subscriptions_ended_total',
      help: 'Subscriptions that have ended, by reason.',
      labelNames: ['reason'],
      registers,
    }),
    webSockets: new Gauge({
      name: 'graphql_websocket_connections',
      help: 'WebSockets of clients that are open.',
      registers,
    }),
    untrustedDocuments: new Counter({
      name: 'graphql_untrusted_documents_total',
      help: 'Operations that ran with a document outside the manifest, while TRUSTED_DOCUMENTS is log.',
      registers,
    }),
    endedSessionFailures: new Counter({
      name: 'router_ended_sessions_failures_total',
      help: 'Times the list of ended sessions could not be read.',
      registers,
    }),
    storeFailures: new Counter({
      name: 'router_store_failures_total',
      help: 'Counts and budgets that Redis did not answer for, and what was done (open: limited by this router alone; closed: refused).',
      labelNames: ['store', 'mode'],
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
