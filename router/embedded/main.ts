import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { stopOnSignal } from '@ree-ai/kit/server/stop-on-signal'
import { destination } from 'pino'
import { createPlatform } from './create-platform.ts'
import { embeddedConfigSchema } from './embedded-config.ts'
import { ensureSample } from './ensure-sample.ts'
import { renderWelcome } from './render-welcome.ts'

/** `npm start`: the whole platform in this process, on an embedded database in DATA_DIR. */
// `@apollo/gateway` reports usage to its maker unless this is set, and offers no option for it.
process.env.APOLLO_TELEMETRY_DISABLED = 'true'
const config = loadConfigOrExit(embeddedConfigSchema)
const dataDir = resolve(config.DATA_DIR)
const logFile = join(dataDir, 'logs', 'ree-ai.log')
try {
  console.log('Starting REE AI ...')
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  const logger = createLogger('ree-ai', config.LOG_LEVEL, destination({ dest: logFile, sync: true }))
  const platform = await createPlatform({ dataDir, logger, environment: process.env })
  stopOnSignal(logger, async () => {
    console.log('\nStopping ...')
    await platform.stop()
    console.log('Stopped. The data stays in', dataDir)
  })
  const { url, adminUrl } = await platform.listen(config.ROUTER_PORT, config.ADMIN_PORT)
  const account = await ensureSample(platform, dataDir)
  const folder = process.env.MAIL_FOLDER ?? join(dataDir, 'logs', 'mail')
  const mailFolder = process.env.SMTP_URL === undefined ? resolve(folder) : null
  console.log(renderWelcome({ url, adminUrl, account, dataDir, logFile, mailFolder }))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
