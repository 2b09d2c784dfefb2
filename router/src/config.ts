import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'

/** Signature algorithms that JWKS keys may have. HS256 is apart: it shares one secret and mixes with nothing. */
const asymmetricAlgorithms = ['EdDSA', 'ES256', 'RS256', 'PS256'] as const

/**
 * What the router reads from its environment. Every default is the safe one; `INTROSPECTION`, `LANDING_PAGE` and
 * `CORS_ORIGINS` open up for development unless NODE_ENV is `production`.
 */
export const configSchema = z
  .object({
    NODE_ENV: z
      .enum(['development', 'test', 'production'], { message: 'must be development, test or production' })
      .default('development')
      .meta({
        description: 'What it runs for; `production` closes introspection and the landing page.',
        example: 'production',
      }),
    ROUTER_PORT: portSetting(4000),
    ADMIN_PORT: portSetting(4090),
    LOG_LEVEL: sharedSettings.LOG_LEVEL,
    ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,

    JWT_ISSUER: list('ree-ai-users').meta({
      description: 'Issuers whose tokens are accepted, with commas.',
      example: 'ree-ai-users',
    }),
    JWT_AUDIENCE: z
      .string()
      .default('ree-ai-router')
      .meta({ description: 'The audience a token must name.', example: 'ree-ai-router' }),
    JWT_ALGORITHM: list('EdDSA,ES256')
      .refine(
        (names) => isHs256(names) || names.every((name) => asymmetricAlgorithms.some((known) => known === name)),
        {
          message: `must be HS256 alone, or of ${asymmetricAlgorithms.join(', ')} with commas`,
        },
      )
      .meta({ description: 'Signature algorithms that are accepted.', example: 'EdDSA,ES256' }),
    JWT_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional().meta({
      description: 'The shared key for HS256; not used otherwise.',
      example: '<output of: openssl rand -hex 32>',
    }),
    JWT_ACCESS_TOKEN_EXPIRE_MINUTES: count(60, 1, 24 * 60, 'How long an access token lives, in minutes.'),
    JWT_CLOCK_TOLERANCE_SECONDS: count(5, 0, 60, 'How far clocks may differ, in seconds.'),
    JWKS_SUBGRAPH: z
      .string()
      .default('users')
      .meta({ description: 'The subgraph that publishes the keys and the ended sessions.', example: 'users' }),
    JWKS_PATH: z
      .string()
      .startsWith('/', 'must begin with /')
      .default('/.well-known/jwks.json')
      .meta({ description: 'Where that subgraph publishes its keys.', example: '/.well-known/jwks.json' }),
    ENDED_SESSIONS: flag(
      true,
      'Whether to follow which sessions have ended; off for identity providers without that list.',
    ),

    CORS_ORIGINS: z
      .string()
      .optional()
      .transform((value) => (value === undefined ? undefined : splitList(value)))
      .refine((origins) => origins === undefined || origins.every(isOrigin), {
        message: 'must be origins such as https://app.example.com, with commas',
      })
      .meta({
        description: 'Origins of web pages that may call; Apollo Sandbox alone unless NODE_ENV is production.',
        example: 'https://app.example.com,https://studio.apollographql.com',
      }),
    TRUSTED_PROXIES: list('').meta({
      description: 'Addresses or networks whose X-Forwarded-For is believed; none by default.',
      example: '10.0.0.0/8,192.168.1.7',
    }),
    INTROSPECTION: flag(undefined, 'Whether clients may read the schema; on unless NODE_ENV is production.'),
    LANDING_PAGE: flag(undefined, 'Whether a browser gets Sandbox and GraphiQL; as INTROSPECTION unless set.'),
    BODY_BYTES_MAX: count(1_048_576, 1_024, 64 * 1_048_576, 'The largest request body, in bytes.'),
    HEADERS_TIMEOUT_MS: count(10_000, 100, 120_000, 'How long a client may take to send its headers, in ms.'),
    REQUEST_TIMEOUT_MS: count(30_000, 100, 600_000, 'How long a client may take to send its request, in ms.'),
    SUBGRAPH_TIMEOUT_MS: count(10_000, 100, 600_000, 'How long a subgraph may take to answer, in ms.'),
    BATCH_MAX: count(0, 0, 100, 'Operations in one HTTP request; 0 turns batching off.'),

    LIMIT_TOKENS: count(10_000, 1, 1_000_000, 'Tokens of a document.'),
    LIMIT_DEPTH: count(20, 1, 1_000, 'Levels of fields, fragments expanded.'),
    LIMIT_HEIGHT: count(500, 1, 100_000, 'Fields in all, fragments expanded.'),
    LIMIT_ROOT_FIELDS: count(20, 1, 1_000, 'Fields at the root of an operation.'),
    LIMIT_ALIASES: count(100, 0, 10_000, 'Aliases, fragments expanded.'),
    LIMIT_DIRECTIVES: count(100, 0, 10_000, 'Uses of directives in a document.'),
    LIMIT_FRAGMENTS: count(100, 0, 1_000, 'Named fragments of a document.'),
    LIMIT_LIST_SIZE: count(1_000, 1, 100_000, 'Items of a list in arguments and variables.'),
    LIMIT_VALUE_DEPTH: count(32, 1, 1_000, 'Levels of lists and objects in arguments and variables.'),

    COST_MAX: count(5_000, 1, 1_000_000_000, 'The estimated cost an operation may have.'),
    COST_MODE: z
      .enum(['off', 'measure', 'enforce'], { message: 'must be off, measure or enforce' })
      .default('enforce')
      .meta({ description: 'Whether costs are ignored, reported, or refused when too high.', example: 'enforce' }),
    AUTHORIZATION_MODE: z.enum(['filter', 'reject'], { message: 'must be filter or reject' }).default('filter').meta({
      description: 'Whether fields the viewer may not see become null, or refuse the operation.',
      example: 'filter',
    }),

    CLIENT_LIMITS: flag(true, 'Whether clients are limited by minute, hour and day.'),
    CLIENT_LIMIT_MINUTE: count(60, 1, 1_000_000_000, 'Operations of one client in a minute.'),
    CLIENT_LIMIT_HOUR: count(1_000, 1, 1_000_000_000, 'Operations of one client in an hour.'),
    CLIENT_LIMIT_DAY: count(10_000, 1, 1_000_000_000, 'Operations of one client in a day.'),
    FIELD_LIMITS: flag(true, 'Whether `@rateLimit` is enforced.'),

    TRACE_RATIO: z.coerce
      .number({ message: 'must be a number from 0 to 1' })
      .min(0)
      .max(1)
      .default(1)
      .meta({ description: 'The part of operations whose resolvers are timed, 0 to 1.', example: '0.1' }),
  })
  .refine((config) => !isHs256(config.JWT_ALGORITHM) || config.JWT_SECRET_KEY !== undefined, {
    path: ['JWT_SECRET_KEY'],
    message: 'is needed when JWT_ALGORITHM is HS256',
    when: hasTokenSettings,
  })
  .refine(
    (config) => config.JWT_SECRET_KEY === undefined || !config.ROUTER_SUBGRAPH_SECRET.includes(config.JWT_SECRET_KEY),
    {
      path: ['JWT_SECRET_KEY'],
      message: 'must differ from ROUTER_SUBGRAPH_SECRET, or any subgraph could sign in as anybody',
      when: hasTokenSettings,
    },
  )

/** The router's configuration, read. */
export type RouterConfig = z.output<typeof configSchema>

/** A refinement over these settings runs even when others are faulty, so that all faults are reported together. */
function hasTokenSettings(payload: { readonly value: unknown }): boolean {
  const value = payload.value as Partial<RouterConfig>
  return Array.isArray(value.JWT_ALGORITHM) && Array.isArray(value.ROUTER_SUBGRAPH_SECRET)
}

function isHs256(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'HS256'
}

/** Values with commas between; blanks do not count. */
function list(defaultValue: string) {
  return z
    .string()
    .default(defaultValue)
    .transform((value) => splitList(value))
}

function splitList(value: string): readonly string[] {
  return value
    .split(',')
    .map((part) => part.trim())
    .filter((part) => part !== '')
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}

function count(defaultValue: number, least: number, most: number, description: string) {
  const message = `must be a whole number from ${least} to ${most}`
  return z.coerce
    .number({ message })
    .int(message)
    .min(least, message)
    .max(most, message)
    .default(defaultValue)
    .meta({ description, example: String(defaultValue) })
}

function flag<Default extends boolean | undefined>(defaultValue: Default, description: string) {
  return z
    .enum(['on', 'off', 'true', 'false', '1', '0'], { message: 'must be on or off' })
    .optional()
    .transform((value) => (value === undefined ? defaultValue : ['on', 'true', '1'].includes(value)))
    .meta({ description, example: defaultValue === false ? 'off' : 'on' })
}
