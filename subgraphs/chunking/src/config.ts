import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'

/** What the chunking service reads from its environment. */
export const configSchema = z.object({
  CHUNKING_PORT: portSetting(4004),
  ROUTER_SUBGRAPH_SECRET: sharedSettings.ROUTER_SUBGRAPH_SECRET,
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
  OTEL_EXPORTER_OTLP_ENDPOINT: sharedSettings.OTEL_EXPORTER_OTLP_ENDPOINT,
})
