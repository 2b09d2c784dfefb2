import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createRouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { runService } from '@ree-ai/kit/server/run-service'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { Registry } from 'prom-client'
import { configSchema, readNewKeyLimits } from './config.ts'
import { createFolderStorage } from './photo/create-folder-storage.ts'
import { createPhotoStorage, hasWholeS3, s3Fault } from './photo/photo-settings.ts'
import { createProperties, propertiesScopes } from './subgraph.ts'

const config = loadConfigOrExit(configSchema.refine(hasWholeS3, s3Fault))
const logger = createLogger('properties', config.LOG_LEVEL)
const registry = new Registry()
const database = await openPostgresDatabase({
  url: config.DATABASE_URL,
  registry,
  warn: (message) => logger.warn({}, message),
})
const secrets = config.ROUTER_SUBGRAPH_SECRET
const [secret = ''] = secrets
const transport = createHttpTransport(config.ROUTER_URL)
const router = createRouterClient({
  service: 'properties',
  scopes: propertiesScopes,
  secret,
  transport: transport.send,
  nowMs: Date.now,
})
await runService(
  createProperties({
    client: database.client,
    router,
    secrets,
    logger,
    registry,
    undoDays: config.LISTING_UNDO_DAYS,
    inquiriesPerDay: config.INQUIRIES_PER_DAY,
    matchesKeptDays: config.MATCHES_KEPT_DAYS,
    newKeyLimits: readNewKeyLimits(config),
    appUrl: config.APP_URL ?? null,
    photoStorage: createPhotoStorage(config, { fallback: () => createFolderStorage('.data/photos') }),
    readPublicUrl: () => config.PUBLIC_URL ?? 'http://localhost:4000',
    nowMs: Date.now,
  }),
  {
    port: config.PROPERTIES_PORT,
    tracesEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
    secrets,
    logger,
    registry,
    nowMs: Date.now,
    async close() {
      await transport.close()
      await database.close()
    },
  },
)
