import { type ChildProcess, spawn } from 'node:child_process'
import { randomBytes } from 'node:crypto'
import { fileURLToPath } from 'node:url'
import { openPostgresDatabase } from '@ree-ai/db/open-postgres-database'
import { ensureTestAdmin } from './ensure-test-admin.ts'
import type { PlatformUnderTest } from './platform-under-test.ts'
import { findFreePort, startPostgres } from './start-postgres.ts'
import { testSettings } from './test-settings.ts'

const root = fileURLToPath(new URL('../..', import.meta.url))
const services = ['users', 'properties', 'classification', 'chunking', 'rag'] as const

/** A process per service, over HTTP, on a PostgreSQL server of its own: what `npm run dev` and Kubernetes run. */
export async function startDistributed(postgresBin: string): Promise<PlatformUnderTest> {
  const postgres = await startPostgres(postgresBin)
  const ports = await Promise.all([...services, 'router', 'admin'].map(findFreePort))
  const portOf = (name: string) => String(ports[[...services, 'router', 'admin'].indexOf(name)])
  const url = `http://127.0.0.1:${portOf('router')}`
  const environment: NodeJS.ProcessEnv = {
    ...process.env,
    ...testSettings,
    DATABASE_URL: postgres.url,
    ROUTER_SUBGRAPH_SECRET: randomBytes(32).toString('hex'),
    ROUTER_URL: url,
    ROUTER_PORT: portOf('router'),
    ADMIN_PORT: portOf('admin'),
    ...Object.fromEntries(services.map((name) => [`${name.toUpperCase()}_PORT`, portOf(name)])),
    ...Object.fromEntries(
      services.map((name) => [`SUBGRAPH_${name.toUpperCase()}_URL`, `http://127.0.0.1:${portOf(name)}/graphql`]),
    ),
  }
  const processes = [...services.map((name) => `subgraphs/${name}/src/main.ts`), 'router/src/main.ts'].map((file) =>
    start(file, environment),
  )
  try {
    await Promise.all(processes.map(({ ready }) => ready))
    const database = await openPostgresDatabase({ url: postgres.url, warn: () => {} })
    return {
      url,
      adminUrl: `http://127.0.0.1:${portOf('admin')}`,
      database,
      admin: await ensureTestAdmin(database),
      stop: async () => {
        await database.close()
        const codes = await Promise.all(processes.map(({ child }) => end(child)))
        await postgres.stop()
        if (codes.some((code) => code !== 0)) throw new Error(`a service did not stop cleanly: ${codes}`)
      },
    }
  } catch (error) {
    await Promise.all(processes.map(({ child }) => end(child)))
    await postgres.stop()
    throw error
  }
}

/** Starts a service; `ready` resolves when it says that it is, and rejects with what it printed when it ends instead. */
function start(file: string, environment: NodeJS.ProcessEnv) {
  const child = spawn(process.execPath, ['--import', 'tsx', file], {
    cwd: root,
    env: environment,
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const ready = new Promise<void>((resolve, reject) => {
    let printed = ''
    const onData = (data: unknown) => {
      printed += String(data)
      if (printed.includes(' is ready"')) resolve()
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${printed}`)))
  })
  return { child, ready }
}

function end(child: ChildProcess): Promise<number | null> {
  if (child.exitCode !== null) return Promise.resolve(child.exitCode)
  const ended = new Promise<number | null>((resolve) => child.once('exit', resolve))
  child.kill('SIGTERM')
  return ended
}
