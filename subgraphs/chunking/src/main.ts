import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { runService } from '@ree-ai/kit/server/run-service'
import { Registry } from 'prom-client'
import { configSchema } from './config.ts'
import { createChunking } from './subgraph.ts'

const config = loadConfigOrExit(configSchema)
await runService(createChunking(), {
  port: config.CHUNKING_PORT,
  tracesEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  secrets: config.ROUTER_SUBGRAPH_SECRET,
  logger: createLogger('chunking', config.LOG_LEVEL),
  registry: new Registry(),
  nowMs: Date.now,
  close: async () => {},
})
