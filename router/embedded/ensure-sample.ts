import { existsSync, readFileSync, writeFileSync } from 'node:fs'
import { join } from 'node:path'
import { createProgressBar } from '../scripts/create-progress-bar.ts'
import type { Platform } from './create-platform.ts'
import { ensureSampleAccount, type SampleAccount } from './sample-account.ts'
import { hashSample, seed } from './seed.ts'

/** Fills a new data folder with the sample town, once, showing how far it is, and returns the sample account. */
export async function ensureSample(platform: Platform, dataDir: string): Promise<SampleAccount> {
  const account = await ensureSampleAccount(dataDir, platform.ensureAccount)
  // Written last: a start that was cut short goes on where it stopped, for every step of the seed may be repeated.
  const marker = join(dataDir, 'seeded')
  const edition = hashSample()
  if (existsSync(marker) && readFileSync(marker, 'utf8') === edition) return account
  const bar = createProgressBar('Filling the sample town')
  await seed({
    router: platform.createClient('seed', ['properties:import', 'users:write', 'documents:write']),
    ensureAccount: platform.ensureAccount,
    syncIndex: platform.syncIndex,
    report: (done, total, what) => bar.update(done, what, total),
  })
  bar.stop()
  writeFileSync(marker, edition)
  return account
}
