import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { photoSettings } from './photo/photo-settings.ts'

/** How listings are kept; the embedded platform reads these alone. */
export const listingSettings = {
  LISTING_UNDO_DAYS: z.coerce
    .number({ message: 'must be a number of days' })
    .int('must be whole days')
    .min(1, 'must be 1 to 365 days')
    .max(365, 'must be 1 to 365 days')
    .default(30)
    .meta({
      description: 'For how many days a deleted listing can be restored before it is gone for good.',
      example: '30',
    }),
  INQUIRIES_PER_DAY: z.coerce
    .number({ message: 'must be a number' })
    .int('must be a whole number')
    .min(1, 'must be 1 to 1000')
    .max(1000, 'must be 1 to 1000')
    .default(20)
    .meta({
      description: 'To how many owners a person may begin to write in 24 hours.',
      example: '20',
    }),
  MATCHES_KEPT_DAYS: z.coerce
    .number({ message: 'must be a number of days' })
    .int('must be whole days')
    .min(30, 'must be 30 to 3650 days')
    .max(3650, 'must be 30 to 3650 days')
    .default(180)
    .meta({
      description: 'For how many days matches of saved searches are kept, those that a mail has yet to tell of longer.',
      example: '180',
    }),
  NEW_ATTRIBUTES_PER_DAY: z.coerce
    .number({ message: 'must be a number' })
    .int('must be a whole number')
    .min(0, 'must be 0 to 100,000')
    .max(100_000, 'must be 0 to 100,000')
    .default(100)
    .meta({
      description:
        'How many attribute keys that nobody has used before an account may bring in 24 hours, with listings and imports. Reviewers of keys bring as many as they like.',
      example: '100',
    }),
  NEW_ATTRIBUTES_WAITING: z.coerce
    .number({ message: 'must be a number' })
    .int('must be a whole number')
    .min(0, 'must be 0 to 100,000')
    .max(100_000, 'must be 0 to 100,000')
    .default(200)
    .meta({
      description: 'How many attribute keys of one account may wait for review at a time.',
      example: '200',
    }),
}

/** The limits of new attribute keys as the subgraph takes them. */
export function readNewKeyLimits(config: {
  readonly NEW_ATTRIBUTES_PER_DAY: number
  readonly NEW_ATTRIBUTES_WAITING: number
}) {
  return { perDay: config.NEW_ATTRIBUTES_PER_DAY, waiting: config.NEW_ATTRIBUTES_WAITING }
}

/** What the properties service reads from its environment. */
export const configSchema = z.object({
  PROPERTIES_PORT: portSetting(4002),
  DATABASE_URL: sharedSettings.DATABASE_URL,
  ROUTER_URL: sharedSettings.ROUTER_URL,
  ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  OTEL_EXPORTER_OTLP_ENDPOINT: sharedSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
  ...listingSettings,
  ...photoSettings,
  APP_URL: sharedSettings.APP_URL,
})
