import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'

/** What the properties service reads from its environment. */
export const configSchema = z.object({
  PROPERTIES_PORT: portSetting(4002),
  DATABASE_URL: sharedSettings.DATABASE_URL,
  ROUTER_URL: sharedSettings.ROUTER_URL,
  ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  OTEL_EXPORTER_OTLP_ENDPOINT: sharedSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
})
