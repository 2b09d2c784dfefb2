import { portSetting, sharedSettings } from '@ree-ai/kit/config/shared-settings'
import { z } from 'zod'

/** What `npm start` reads besides the settings of router and users. */
export const embeddedConfigSchema = z.object({
  ROUTER_PORT: portSetting(4000),
  ADMIN_PORT: portSetting(4090),
  DATA_DIR: z
    .string()
    .default('.data')
    .meta({ description: 'Folder of the embedded platform: database, keys, log.', example: '.data' }),
  LOG_LEVEL: sharedSettings.LOG_LEVEL,
})
