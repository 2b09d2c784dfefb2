import { z } from 'zod'
import { count, flag, list, structure } from './setting-kinds.ts'

/** Signature algorithms that published keys may have. HS256 is apart: it shares one secret and mixes with nothing. */
export const asymmetricAlgorithms = ['EdDSA', 'ES256', 'RS256', 'PS256'] as const

const otherIssuers = z
  .array(
    z.strictObject({
      /** The `iss` of its tokens. */
      issuer: z
        .string()
        .regex(/^[\x21-\x7b\x7d\x7e]{1,500}$/, 'must be visible ASCII without |, 500 characters at most'),
      /** Where its keys are: an https address, or http on this machine. */
      jwksUrl: z.url().refine(isSafeUrl, 'must be https, or http on this machine'),
      /** The `aud` of its tokens; JWT_AUDIENCE unless given. */
      audience: z.string().min(1).max(500).optional(),
      algorithms: z.array(z.enum(asymmetricAlgorithms)).min(1).optional(),
      /** Which of its scopes count; none unless given. */
      scopes: z
        .array(z.string().regex(/^[\x21\x23-\x5b\x5d-\x7e]{1,100}$/, 'must be a scope'))
        .max(100)
        .optional(),
      /** What values of its tokens’ `role` mean here; USER unless given. It makes nobody an ADMIN. */
      roles: z.record(z.string().max(100), z.enum(['USER', 'AGENT'])).optional(),
    }),
  )
  .max(20)

/** Whose tokens are believed. */
export const tokenSettings = {
  AUTHENTICATION: flag(
    true,
    'Whether tokens are read; off, every request is anonymous and protected fields stay shut.',
  ),
  JWT_ISSUER: list('ree-ai-users').meta({
    description:
      'Issuers whose tokens are accepted with the keys of JWKS_SUBGRAPH or with JWT_SECRET_KEY, with commas.',
    example: 'ree-ai-users',
  }),
  JWT_AUDIENCE: z
    .string()
    .default('ree-ai-router')
    .meta({ description: 'The audience a token must name.', example: 'ree-ai-router' }),
  JWT_ALGORITHM: list('EdDSA,ES256')
    .refine((names) => isHs256(names) || names.every((name) => asymmetricAlgorithms.some((known) => known === name)), {
      message: `must be HS256 alone, or of ${asymmetricAlgorithms.join(', ')} with commas`,
    })
    .meta({ description: 'Signature algorithms that are accepted.', example: 'EdDSA,ES256' }),
  JWT_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional().meta({
    description: 'The shared key for HS256; not used otherwise.',
    example: '<output of: openssl rand -hex 32>',
  }),
  JWT_OTHER_ISSUERS: structure(
    otherIssuers,
    '[]',
    'Other identity providers, each with its own keys: issuer, jwksUrl, audience, algorithms, scopes (those of its scopes that count), roles (what its `role` means: USER or AGENT). Their users are `<issuer>|<sub>`.',
    '[{"issuer":"https://id.example.com/","jwksUrl":"https://id.example.com/jwks","algorithms":["RS256"]}]',
  ),
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
} as const

export function isHs256(names: readonly string[]): boolean {
  return names.length === 1 && names[0] === 'HS256'
}

function isSafeUrl(value: string): boolean {
  const { protocol, hostname } = new URL(value)
  return protocol === 'https:' || (protocol === 'http:' && ['localhost', '127.0.0.1', '[::1]'].includes(hostname))
}
