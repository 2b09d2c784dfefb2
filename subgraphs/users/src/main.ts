import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { runService } from '@ree-ai/kit/server/run-service'
import { Registry } from 'prom-client'
import { configSchema, readTokenConfig } from './config.ts'
import { createUsers } from './subgraph.ts'

const config = loadConfigOrExit(configSchema)
const logger = createLogger('users', config.LOG_LEVEL)
const registry = new Registry()
const database = await openPostgresDatabase({
  url: config.DATABASE_URL,
  registry,
  warn: (message) => logger.warn({}, message),
})
const secrets = config.ROUTER_SUBGRAPH_SECRET
const users = createUsers(readTokenConfig(config), { client: database.client, secrets, logger, nowMs: Date.now })
await runService(users, {
  port: config.USERS_PORT,
  secrets,
  logger,
  registry,
  nowMs: Date.now,
  close: database.close,
})
