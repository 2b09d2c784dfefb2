import { z } from 'zod'

/** Settings that several services read under the same name; each service's schema picks what it needs. */
export const sharedSettings = {
  ROUTER_SUBGRAPH_SECRET: z
    .string()
    .transform((value) => value.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.length <= 2 && secrets.every((secret) => secret.length >= 32), {
      message:
        'must be one secret of at least 32 characters, or two with a comma between during a rotation, the new one first',
    })
    .meta({
      description: 'Signs what the router sends to subgraphs, and the tokens by which subgraphs call the router.',
      example: '<output of: openssl rand -hex 32>',
    }),
  DATABASE_URL: z
    .string()
    .startsWith('postgres', 'must be a postgresql:// address')
    .meta({ description: 'The PostgreSQL server.', example: 'postgresql://ree:secret@localhost:5432/ree' }),
  REDIS_URL: z
    .string()
    .regex(/^rediss?:\/\//, 'must be a redis:// or rediss:// address')
    .optional()
    .meta({
      description:
        'The Redis that replicas share for limits, budgets, documents, cache and ended sessions; memory without it.',
      example: 'redis://localhost:6379',
    }),
  ROUTER_URL: z
    .url('must be an http:// or https:// address')
    .default('http://localhost:4000')
    .meta({ description: 'Where the router listens.', example: 'http://localhost:4000' }),
  APP_URL: z
    .string()
    .refine((text) => URL.canParse(text.replaceAll(/\{(?:action|token)\}/g, 'x')) && /^https?:/.test(text), {
      message: 'must be an http:// or https:// address',
    })
    .refine((text) => text.includes('{action}') && text.includes('{token}'), {
      message: 'must have {action} and {token} in it',
    })
    .optional()
    .meta({
      description:
        'The page that links in mails lead to; {action} becomes verify-email, reset-password, property (with the id of a listing as {token}) or unsubscribe. Without it mails show codes and ids.',
      example: 'https://app.example.com/{action}#token={token}',
    }),
  LOG_LEVEL: z
    .enum(['debug', 'info', 'warn', 'error'], { message: 'must be debug, info, warn or error' })
    .default('info')
    .meta({ description: 'The least serious log line that is written.', example: 'info' }),
  OTEL_EXPORTER_OTLP_ENDPOINT: z
    .url({ protocol: /^https?$/, message: 'must be an http:// or https:// address' })
    .optional()
    .meta({
      description: 'The OpenTelemetry collector that traces go to (OTLP over HTTP); none by default.',
      example: 'http://localhost:4318',
    }),
} as const

/** A setting for the port a service listens on. */
export function portSetting(defaultPort: number) {
  return z.coerce
    .number({ message: 'must be a port, 0 to 65535' })
    .int()
    .min(0)
    .max(65_535)
    .default(defaultPort)
    .meta({ description: 'The port it listens on; 0 takes any free one.', example: String(defaultPort) })
}
