import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { connectRedis } from '@ree-ai/kit/redis/connect-redis'
import { runService } from '@ree-ai/kit/server/run-service'
import { Registry } from 'prom-client'
import { configSchema, readTokenConfig } from './config.ts'
import { createMailer, readAccountConfig } from './mail/mail-settings.ts'
import { createUsers } from './subgraph.ts'

const redisTimeoutMs = 1_000
const config = loadConfigOrExit(configSchema)
const logger = createLogger('users', config.LOG_LEVEL)
const registry = new Registry()
const database = await openPostgresDatabase({
  url: config.DATABASE_URL,
  registry,
  warn: (message) => logger.warn({}, message),
})
const redis =
  config.REDIS_URL === undefined
    ? null
    : connectRedis(config.REDIS_URL, { timeoutMs: redisTimeoutMs, logger, registry })
const secrets = config.ROUTER_SUBGRAPH_SECRET
const users = createUsers(
  { ...readTokenConfig(config), ...readAccountConfig(config) },
  {
    client: database.client,
    mailer: createMailer(config, { folderDefault: '.data/logs/mail', nowMs: Date.now }),
    secrets,
    logger,
    redis,
    registry,
    nowMs: Date.now,
  },
)
await runService(users, {
  port: config.USERS_PORT,
  tracesEndpoint: config.OTEL_EXPORTER_OTLP_ENDPOINT,
  secrets,
  logger,
  registry,
  nowMs: Date.now,
  close: async () => {
    redis?.close()
    await database.close()
  },
})
