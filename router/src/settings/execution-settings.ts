import { z } from 'zod'
import { choice, count, flag, ratio } from './setting-kinds.ts'

/** Where the supergraph comes from and how operations run on it. */
export const executionSettings = {
  SUPERGRAPH: z.string().optional().meta({
    description:
      'Where the supergraph is: a file (watched), an http(s) address (polled), or `subgraphs` to compose the running ones; this repository’s file by default.',
    example: 'supergraph.graphql',
  }),
  SUPERGRAPH_POLL_SECONDS: count(
    10,
    1,
    3_600,
    'How often an address or the subgraphs are asked for changes, in seconds.',
  ),
  EXECUTION: choice(
    ['own', 'stock'],
    'own',
    'Who runs query plans: this router, or `@apollo/gateway` itself (no subscriptions, cache or sharing of requests).',
  ),
  PLAN_CACHE_MIB: count(32, 1, 4_096, 'Memory for query plans, in MiB.'),
  PLAN_TIMEOUT_MS: count(2_000, 50, 60_000, 'How long planning an operation may take, in ms.'),

  SUBGRAPH_TIMEOUT_MS: count(10_000, 100, 600_000, 'How long a subgraph may take to answer, in ms.'),
  SUBGRAPH_ANSWER_BYTES_MAX: count(
    32 * 1_048_576,
    1_024,
    1_024 * 1_048_576,
    'The largest answer of a subgraph that is read, in bytes.',
  ),
  RETRY_RATIO: ratio(0.1, 'How many retries to a subgraph are allowed for each request to it.'),
  BREAKER_RATIO: ratio(0.5, 'The part of failed requests at which a subgraph is left alone for a while; 1 for never.'),
  BREAKER_REQUESTS_MIN: count(10, 1, 10_000, 'Requests within 10 s before that part counts.'),
  BREAKER_OPEN_MS: count(5_000, 100, 600_000, 'How long it is left alone before one request tries again, in ms.'),
  SHARE_REQUESTS: flag(
    true,
    'Whether equal queries to a subgraph that are under way for the same viewer share one request.',
  ),

  CACHE: flag(true, 'Whether answers of subgraphs are kept as their `@cacheControl` allows.'),
  CACHE_MIB: count(64, 1, 65_536, 'Memory for kept answers, in MiB, without Redis.'),
  CACHE_SECONDS_MAX: count(3_600, 1, 31_536_000, 'The longest an answer is kept, in seconds, whatever it says.'),

  SUBSCRIPTIONS: flag(true, 'Whether subscriptions are served, over WebSocket and server-sent events.'),
  SUBSCRIPTIONS_PER_VIEWER: count(20, 1, 100_000, 'Subscriptions of one viewer or address at a time, on one router.'),
  SUBSCRIPTIONS_PER_CONNECTION: count(20, 1, 1_000, 'Operations of one WebSocket at a time.'),
  SUBSCRIPTION_CONNECTIONS_MAX: count(10_000, 1, 1_000_000, 'WebSockets and event streams at a time, on one router.'),
  SUBSCRIPTION_CONNECTIONS_PER_ADDRESS: count(
    100,
    1,
    1_000_000,
    'WebSockets and event streams of one network address at a time, on one router.',
  ),
  SUBSCRIPTION_INIT_TIMEOUT_MS: count(
    5_000,
    100,
    120_000,
    'How long a WebSocket may be open before it says who it is (`connection_init`), in ms.',
  ),
  SUBSCRIPTION_EVENTS_WAITING: count(100, 1, 10_000, 'Events that wait for a slow client; then its subscription ends.'),
  SUBSCRIPTION_PING_MS: count(15_000, 1_000, 600_000, 'How often a silent connection is pinged, in ms.'),
  SUBGRAPH_SILENCE_MS: count(
    45_000,
    1_000,
    3_600_000,
    'How long a subgraph’s stream of events may be silent, in ms; subgraphs of the kit send a comment every 10 s.',
  ),
} as const
