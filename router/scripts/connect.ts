import { existsSync, readFileSync } from 'node:fs'
import { join, resolve } from 'node:path'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { createRouterClient, type RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { createHttpTransport } from '@ree-ai/kit/transport/create-http-transport'
import { destination } from 'pino'
import { createPlatform } from '../embedded/create-platform.ts'
import type { Secrets } from '../embedded/read-secrets.ts'
import { ensureSampleAccount } from '../embedded/sample-account.ts'
import { countWaitingChanges } from './count-waiting-changes.ts'

/** A platform a command can talk to. */
export interface Connection {
  readonly router: RouterClient
  /** Whom new things belong to when the command does not say. */
  readonly defaultOwner: string | null
  /** Waits until what was written can be found, telling how far that is; at once where that cannot be seen from outside. */
  readonly syncIndex: (report: (done: number, total: number) => void) => Promise<void>
  readonly close: () => Promise<void>
}

/**
 * Connects a command to the platform: to the one that runs at ROUTER_URL (port ROUTER_PORT of this machine by default)
 * with the secret of the environment or of the data folder; or, when none runs, to one of its own in this process on the
 * same data folder.
 */
export async function connect(
  command: string,
  scopes: readonly string[],
  environment: NodeJS.ProcessEnv,
): Promise<Connection> {
  const dataDir = resolve(environment.DATA_DIR || '.data')
  const url = environment.ROUTER_URL || `http://127.0.0.1:${environment.ROUTER_PORT || 4000}`
  if (await isRunning(url)) {
    const secret = environment.ROUTER_SUBGRAPH_SECRET?.split(',')[0] ?? readSecret(dataDir)
    if (secret === null)
      throw new Error(
        `A platform runs at ${url}, but its secret is not known here. Set DATA_DIR or ROUTER_SUBGRAPH_SECRET to that platform's.`,
      )
    const transport = createHttpTransport(url)
    return {
      router: createRouterClient({ service: command, scopes, secret, transport: transport.send, nowMs: Date.now }),
      defaultOwner: readSampleEmail(dataDir),
      syncIndex: async () => {},
      close: transport.close,
    }
  }
  // `@apollo/gateway` reports usage to its maker unless this is set, and offers no option for it.
  process.env.APOLLO_TELEMETRY_DISABLED = 'true'
  const logger = createLogger(
    'ree-ai',
    'warn',
    destination({ dest: join(dataDir, 'logs', 'ree-ai.log'), mkdir: true, sync: true }),
  )
  const platform = await createPlatform({ dataDir, logger, environment })
  const account = await ensureSampleAccount(dataDir, platform.ensureAccount)
  return {
    router: platform.createClient(command, scopes),
    defaultOwner: account.email,
    async syncIndex(report) {
      let total = await countWaitingChanges(platform.database)
      const look = async () => {
        const waiting = await countWaitingChanges(platform.database)
        total = Math.max(total, waiting)
        report(total - waiting, total)
      }
      // Looked at now and then while the work goes on; a look that fails shows nothing new.
      const timer = setInterval(() => void look().catch(() => {}), 1_000)
      await platform.syncIndex().finally(() => clearInterval(timer))
      report(total, total)
    },
    close: platform.stop,
  }
}

async function isRunning(url: string): Promise<boolean> {
  try {
    return (await fetch(`${url}/healthz`, { signal: AbortSignal.timeout(2_000) })).ok
  } catch {
    return false
  }
}

function readSecret(dataDir: string): string | null {
  const file = join(dataDir, 'secrets.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as Secrets).routerSubgraph : null
}

function readSampleEmail(dataDir: string): string | null {
  const file = join(dataDir, 'sample-account.json')
  return existsSync(file) ? (JSON.parse(readFileSync(file, 'utf8')) as { email: string }).email : null
}
