import { isIP } from 'node:net'
import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { count, flag, list, splitList } from './setting-kinds.ts'

/** Ports, origins, sizes and times of the public door. */
export const serverSettings = {
  NODE_ENV: z
    .enum(['development', 'test', 'production'], { message: 'must be development, test or production' })
    .default('development')
    .meta({
      description: 'What it runs for; `production` closes introspection and the landing page.',
      example: 'production',
    }),
  ROUTER_PORT: portSetting(4000),
  ADMIN_PORT: portSetting(4090),
  ADMIN_HOST: z.string().min(1).default('127.0.0.1').meta({
    description:
      'The address the operator’s port listens on: this machine alone by default, for it asks for no password; 0.0.0.0 where a network policy guards it.',
    example: '0.0.0.0',
  }),
  ADMIN_HOSTS: list('').meta({
    description: 'Names by which the operator’s port may be asked, besides addresses and localhost.',
    example: 'router-admin,router-admin.ree-ai.svc',
  }),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,
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
  TRUSTED_PROXIES: list('')
    .refine((networks) => networks.every(isNetwork), {
      message: 'must be addresses or networks such as 10.0.0.0/8, with commas, and not the whole internet',
    })
    .meta({
      description: 'Addresses or networks whose X-Forwarded-For is believed; none by default.',
      example: '10.0.0.0/8,192.168.1.7',
    }),
  INTROSPECTION: flag(undefined, 'Whether clients may read the schema; on unless NODE_ENV is production.'),
  LANDING_PAGE: flag(undefined, 'Whether a browser gets Sandbox and GraphiQL; as INTROSPECTION unless set.'),
  BODY_BYTES_MAX: count(
    1_048_576,
    1_024,
    64 * 1_048_576,
    'The largest request body, in bytes, after decompression too.',
  ),
  HEADERS_TIMEOUT_MS: count(10_000, 100, 120_000, 'How long a client may take to send its headers, in ms.'),
  REQUEST_TIMEOUT_MS: count(30_000, 100, 600_000, 'How long a client may take to send its request, in ms.'),
  PHOTOS_SUBGRAPH: z.string().default('properties').meta({
    description: 'The subgraph that takes and sends uploaded pictures (`/photos`).',
    example: 'properties',
  }),
  BATCH_MAX: count(0, 0, 100, 'Operations in one HTTP request; 0 turns batching off.'),
} as const

/** An address, or one with the number of bits that its network has in common; a network of all addresses trusts anybody. */
function isNetwork(value: string): boolean {
  const [address = '', bits, ...rest] = value.split('/')
  const version = isIP(address)
  if (version === 0 || rest.length > 0) return false
  return bits === undefined || (/^[1-9]\d{0,2}$/.test(bits) && Number(bits) <= (version === 4 ? 32 : 128))
}

function isOrigin(value: string): boolean {
  return URL.canParse(value) && new URL(value).origin === value
}
