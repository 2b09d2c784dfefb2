import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { runService } from '@ree-ai/kit/server/run-service'
import { Registry } from 'prom-client'
import { configSchema } from './config.ts'
import { createProperties } from './subgraph.ts'

const config = loadConfigOrExit(configSchema)
const logger = createLogger('properties', config.LOG_LEVEL)
const registry = new Registry()
const database = await openPostgresDatabase({
  url: config.DATABASE_URL,
  registry,
  warn: (message) => logger.warn({}, message),
})
const secrets = config.ROUTER_SUBGRAPH_SECRET
await runService(createProperties({ client: database.client, secrets, logger, nowMs: Date.now }), {
  port: config.PROPERTIES_PORT,
  tracesEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  secrets,
  logger,
  registry,
  nowMs: Date.now,
  close: database.close,
})
