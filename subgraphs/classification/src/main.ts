import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createRouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { runService } from '@ree-ai/kit/server/run-service'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { Registry } from 'prom-client'
import { configSchema } from './config.ts'
import { createClassification } from './subgraph.ts'

const config = loadConfigOrExit(configSchema)
const logger = createLogger('classification', config.LOG_LEVEL)
const [secret = ''] = config.ROUTER_SUBGRAPH_SECRET
const transport = createHttpTransport(config.ROUTER_URL)
const router = createRouterClient({
  service: 'classification',
  scopes: [],
  secret,
  transport: transport.send,
  nowMs: Date.now,
})
await runService(createClassification({ router, logger, nowMs: Date.now }), {
  port: config.CLASSIFICATION_PORT,
  tracesEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  secrets: config.ROUTER_SUBGRAPH_SECRET,
  logger,
  registry: new Registry(),
  nowMs: Date.now,
  close: transport.close,
})
