import { mkdirSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { loadConfigOrExit } from '@ree-ai/kit/config/load-config-or-exit'
import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { stopOnSignal } from '@ree-ai/kit/server/stop-on-signal'
import { destination } from 'pino'
import { z } from 'zod'
import { createPlatform } from './create-platform.ts'
import { ensureSample } from './ensure-sample.ts'
import { renderWelcome } from './render-welcome.ts'

/** `npm start`: the whole platform in this process, on an embedded database in DATA_DIR. */
const configSchema = z.object({
  ROUTER_PORT: portSetting(4000),
  ADMIN_PORT: portSetting(4090),
  DATA_DIR: z.string().default('.data').meta({ description: 'Folder of the embedded platform: database, keys, logs.', example: '.data' }),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
})

const config = loadConfigOrExit(configSchema)
const dataDir = resolve(config.DATA_DIR)
const logFile = join(dataDir, 'logs', 'ree-ai.log')
try {
  console.log('Starting REE AI ...')
  mkdirSync(join(dataDir, 'logs'), { recursive: true })
  const logger = createLogger('ree-ai', config.LOG_LEVEL, destination({ dest: logFile, sync: false }))
  const platform = await createPlatform({ dataDir, logger, environment: process.env })
  stopOnSignal(logger, async () => {
    console.log('\nStopping ...')
    await platform.stop()
    console.log('Stopped. The data stays in', dataDir)
  })
  const { url, adminUrl } = await platform.listen(config.ROUTER_PORT, config.ADMIN_PORT)
  const account = await ensureSample(platform, dataDir)
  console.log(renderWelcome({ url, adminUrl, account, dataDir, logFile }))
} catch (error) {
  console.error(error instanceof Error ? error.message : error)
  process.exit(1)
}
