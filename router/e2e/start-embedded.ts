import { readTemplate } from '@ree-ai/db/testing/open-test-database'
import { createPlatform } from '../embedded/create-platform.ts'
import { ensureTestAdmin } from './ensure-test-admin.ts'
import type { PlatformUnderTest } from './platform-under-test.ts'
import { testSettings } from './test-settings.ts'

const quiet = { debug() {}, info() {}, warn() {}, error() {} }

/** The whole platform in this process, its database in memory: what `npm start` runs. */
export async function startEmbedded(settings: Readonly<Record<string, string>> = {}): Promise<PlatformUnderTest> {
  const platform = await createPlatform({
    dataDir: null,
    image: readTemplate(),
    logger: quiet,
    environment: { ...testSettings, ...settings },
  })
  const { url, adminUrl } = await platform.listen(0, 0)
  return {
    url,
    adminUrl,
    database: platform.database,
    admin: await ensureTestAdmin(platform.database),
    stop: platform.stop,
  }
}
