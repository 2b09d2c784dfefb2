import { join, resolve } from 'node:path'
import { openEmbeddedDatabase } from '@ree-ai/db/open-embedded-database'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { loadConfig } from '@ree-ai/kit/config/load-config'
import { readTokenConfig, tokenSettings } from '@ree-ai/users/config'
import { createServices, type Services } from '@ree-ai/users/services'
import { z } from 'zod'
import { readSecrets } from '../embedded/read-secrets.ts'

/** The accounts of a platform, opened by a command without the platform itself. */
export interface OpenUsers {
  readonly services: Services
  /** Where they are, for people. */
  readonly place: string
  readonly close: () => Promise<void>
}

/**
 * Opens the accounts on the PostgreSQL server of DATABASE_URL, also while services run on it, or else in the data folder
 * DATA_DIR. Throws, with what to do, when a process holds that folder.
 */
export async function openUsers(environment: NodeJS.ProcessEnv): Promise<OpenUsers> {
  const given = readTokenConfig(loadConfig(z.object(tokenSettings), environment))
  const nowMs = Date.now
  if (environment.DATABASE_URL) {
    const url = environment.DATABASE_URL
    const database = await openPostgresDatabase({ url, connections: 2, warn: () => {} })
    const services = createServices(given, { client: database.client, nowMs })
    return { services, place: `the database at ${describeUrl(url)}`, close: database.close }
  }
  const dataDir = resolve(environment.DATA_DIR || '.data')
  const database = await openFolder(dataDir)
  const tokens = { ...given, keyEncryptionSecrets: [...given.keyEncryptionSecrets, readSecrets(dataDir).keyEncryption] }
  const services = createServices(tokens, { client: database.client, nowMs })
  return { services, place: `the data folder ${dataDir}`, close: database.close }
}

async function openFolder(dataDir: string) {
  try {
    return await openEmbeddedDatabase({ folder: join(dataDir, 'database') })
  } catch (error) {
    const holder = /in use by process (\d+)/.exec(error instanceof Error ? error.message : '')?.[1]
    if (holder === undefined) throw error
    throw new Error(
      `The platform is running (process ${holder}) and holds the data folder ${dataDir}: one process at a time can open it.\n` +
        'Stop it with Ctrl-C, run this command again, and start it again with npm start; nothing is lost.\n' +
        'Or set DATA_DIR to another folder, or DATABASE_URL when the accounts are on a PostgreSQL server.',
    )
  }
}

/** Host and database; never a password. */
function describeUrl(url: string): string {
  if (!URL.canParse(url)) return 'DATABASE_URL'
  const { host, pathname } = new URL(url)
  return `${host}${pathname}`
}
