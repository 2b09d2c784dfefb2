import { sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { choice, count, flag, structure } from './setting-kinds.ts'

const subgraphLimits = z.record(
  z.string().max(100),
  z.strictObject({
    /** Operations of one client that reach this subgraph, in a minute, an hour, a day. */
    minute: z.int().min(1).optional(),
    hour: z.int().min(1).optional(),
    day: z.int().min(1).optional(),
    /** The cost that one operation may have in this subgraph. */
    costMax: z.int().min(0).optional(),
  }),
)

/** How large, how dear and how often. */
export const limitSettings = {
  OPERATION_LIMITS: flag(true, 'Whether the limits on the size of an operation below are enforced.'),
  LIMIT_TOKENS: count(10_000, 1, 1_000_000, 'Tokens of a document.'),
  LIMIT_DEPTH: count(20, 1, 1_000, 'Levels of fields, fragments expanded.'),
  LIMIT_HEIGHT: count(500, 1, 100_000, 'Fields in all, fragments expanded.'),
  LIMIT_ROOT_FIELDS: count(20, 1, 1_000, 'Fields at the root of an operation.'),
  LIMIT_ALIASES: count(100, 0, 10_000, 'Aliases, fragments expanded.'),
  LIMIT_DIRECTIVES: count(100, 0, 10_000, 'Uses of directives in a document.'),
  LIMIT_FRAGMENTS: count(100, 0, 1_000, 'Named fragments of a document.'),
  LIMIT_LIST_SIZE: count(1_000, 1, 100_000, 'Items of a list, or fields of an object, in arguments and variables.'),
  LIMIT_VALUE_DEPTH: count(32, 1, 1_000, 'Levels of lists and objects in arguments and variables.'),

  AUTHORIZATION_MODE: choice(
    ['filter', 'reject'],
    'filter',
    'Whether fields the viewer may not see become null, or refuse the operation.',
  ),

  COST_MODE: choice(
    ['off', 'measure', 'enforce'],
    'enforce',
    'Whether costs are ignored, reported, or refused when too high.',
  ),
  COST_MAX: count(5_000, 1, 1_000_000_000, 'The estimated cost an operation may have.'),
  COST_SERVICE_MAX: count(
    50_000,
    1,
    1_000_000_000,
    'The estimated cost an operation of a service (`SERVICE`) may have; services have no budget.',
  ),
  COST_LIST_SIZE: count(10, 0, 10_000, 'Items that are assumed of a list without `@listSize`.'),
  COST_BUDGET_MAX: count(50_000, 0, 1_000_000_000, 'The cost a client may use at once, its bucket; 0 for no budget.'),
  COST_BUDGET_RESTORE: count(500, 1, 1_000_000_000, 'How much of the budget returns in a second.'),

  CLIENT_LIMITS: flag(true, 'Whether clients are limited by minute, hour and day.'),
  CLIENT_LIMIT_MINUTE: count(60, 1, 1_000_000_000, 'Operations of one client in a minute.'),
  CLIENT_LIMIT_HOUR: count(1_000, 1, 1_000_000_000, 'Operations of one client in an hour.'),
  CLIENT_LIMIT_DAY: count(10_000, 1, 1_000_000_000, 'Operations of one client in a day.'),
  NETWORK_LIMIT_FACTOR: count(
    20,
    0,
    1_000_000,
    'How many times one client’s limits and budget all signed-in viewers of one network may use together; 0 for no limit.',
  ),
  PHOTO_LIMIT_MINUTE: count(600, 1, 1_000_000_000, 'Pictures that one network may get in a minute.'),
  SUBGRAPH_LIMITS: structure(
    subgraphLimits,
    '{}',
    'For each subgraph what one client may ask of it, and what one operation may cost in it: minute, hour, day, costMax.',
    '{"rag":{"minute":30,"costMax":2000}}',
  ),
  FIELD_LIMITS: flag(true, 'Whether `@rateLimit` is enforced.'),

  REDIS_URL: sharedSettings.REDIS_URL,
  REDIS_TIMEOUT_MS: count(250, 10, 10_000, 'How long Redis may take, in ms; then it counts as away.'),
  LIMITS_WITHOUT_REDIS: choice(
    ['open', 'closed'],
    'open',
    'While Redis is away, whether each router limits by itself (open) or refuses (closed).',
  ),
} as const
