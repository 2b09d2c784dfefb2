import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
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
  })
  .refine((settings) => settings.JWT_ALGORITHM !== 'HS256' || settings.JWT_SECRET_KEY !== undefined, {
    path: ['JWT_SECRET_KEY'],
    message: 'is needed when JWT_ALGORITHM is HS256',
    // Reported together with faults elsewhere, not after them.
    when: ({ value }) => typeof value === 'object',
  })

/** How access tokens are made, from the settings. */
export function readTokenConfig(settings: z.output<z.ZodObject<typeof tokenSettings>>): TokenConfig {
  return {
    algorithm: settings.JWT_ALGORITHM,
    secretKey: settings.JWT_SECRET_KEY,
    accessTokenMinutes: settings.JWT_ACCESS_TOKEN_EXPIRE_MINUTES,
  }
}
