import { sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'
import { count, ratio } from './setting-kinds.ts'

/** What is measured, and where it goes. */
export const measureSettings = {
  TRACE_RATIO: ratio(1, 'The part of operations whose resolvers are timed, 0 to 1.'),
  OTEL_EXPORTER_OTLP_ENDPOINT: sharedSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
  OTEL_TRACES_RATIO: ratio(1, 'The part of traces begun here that is sent, 0 to 1.'),
  FIELD_USAGE_DIR: z.string().optional().meta({
    description: 'Folder for records of which client used which field, for `npm run schema:check`; memory without it.',
    example: '.data/field-usage',
  }),
  FIELD_USAGE_CLIENTS_MAX: count(200, 1, 10_000, 'Client versions that usage is told apart for; later ones share one.'),
} as const
