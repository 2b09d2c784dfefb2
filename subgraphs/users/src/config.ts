import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { hasSender, mailSettings, senderFault } from './mail/mail-settings.ts'
import type { TokenConfig } from './services.ts'

/** How access tokens are signed; the embedded platform reads these alone. */
export const tokenSettings = {
  JWT_ALGORITHM: z
    .enum(['EdDSA', 'ES256', 'HS256'], { message: 'must be EdDSA, ES256 or HS256' })
    .default('EdDSA')
    .meta({ description: 'How access tokens are signed.', example: 'EdDSA' }),
  JWT_SECRET_KEY: z.string().min(32, 'must have at least 32 characters').optional().meta({
    description: 'The shared secret of HS256; needed for it, and unused otherwise.',
    example: '<output of: openssl rand -hex 32>',
  }),
  JWT_ACCESS_TOKEN_EXPIRE_MINUTES: z.coerce
    .number({ message: 'must be a number of minutes' })
    .int('must be whole minutes')
    .min(1, 'must be 1 to 1440 minutes')
    .max(1440, 'must be 1 to 1440 minutes')
    .default(60)
    .meta({ description: 'Lifetime of an access token.', example: '60' }),
  JWT_KEY_MAX_AGE_DAYS: z.coerce
    .number({ message: 'must be a number of days' })
    .int('must be whole days')
    .min(1, 'must be 1 to 3650 days')
    .max(3650, 'must be 1 to 3650 days')
    .default(90)
    .meta({ description: 'Age at which the key of access tokens is given a successor.', example: '90' }),
  KEY_ENCRYPTION_SECRET: z
    .string()
    .transform((value) => value.split(',').map((secret) => secret.trim()))
    .refine((secrets) => secrets.every((secret) => secret.length >= 32), {
      message: 'must be secrets of at least 32 characters with commas between, the one to encrypt with first',
    })
    .optional()
    .meta({
      description:
        'Encrypts the private keys of access tokens in the database; needed unless JWT_ALGORITHM is HS256. `npm start` makes its own in DATA_DIR.',
      example: '<output of: openssl rand -hex 32>',
    }),
}

/** What the users service reads from its environment. */
export const configSchema = z
  .object({
    USERS_PORT: portSetting(4001),
    DATABASE_URL: sharedSettings.DATABASE_URL,
    ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,
    LOG_LEVEL: sharedSettings.LOG_LEVEL,
    REDIS_URL: sharedSettings.REDIS_URL,
    OTEL_EXPORTER_OTLP_ENDPOINT: sharedSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
    ...tokenSettings,
    ...mailSettings,
  })
  .refine((settings) => settings.JWT_ALGORITHM !== 'HS256' || settings.JWT_SECRET_KEY !== undefined, {
    path: ['JWT_SECRET_KEY'],
    message: 'is needed when JWT_ALGORITHM is HS256',
    // Reported together with faults elsewhere, not after them.
    when: ({ value }) => typeof value === 'object',
  })
  .refine((settings) => settings.JWT_ALGORITHM === 'HS256' || settings.KEY_ENCRYPTION_SECRET !== undefined, {
    path: ['KEY_ENCRYPTION_SECRET'],
    message: 'is needed, as keys are stored encrypted',
    when: ({ value, issues }) =>
      typeof value === 'object' && !issues.some(({ path }) => path?.[0] === 'KEY_ENCRYPTION_SECRET'),
  })
  .refine(hasSender, {
    ...senderFault,
    when: ({ value, issues }) => typeof value === 'object' && !issues.some(({ path }) => path?.[0] === 'MAIL_FROM'),
  })

/** How access tokens are made, from the settings. */
export function readTokenConfig(settings: z.output<z.ZodObject<typeof tokenSettings>>): TokenConfig {
  return {
    algorithm: settings.JWT_ALGORITHM,
    secretKey: settings.JWT_SECRET_KEY,
    accessTokenMinutes: settings.JWT_ACCESS_TOKEN_EXPIRE_MINUTES,
    keyEncryptionSecrets: settings.KEY_ENCRYPTION_SECRET ?? [],
    keyMaxAgeDays: settings.JWT_KEY_MAX_AGE_DAYS,
  }
}
