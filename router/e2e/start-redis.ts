import { type ChildProcess, spawn, spawnSync } from 'node:child_process'
import { mkdtempSync, rmSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from './start-postgres.ts'

/** A Redis server of the tests' own, that keeps nothing. */
export interface TestRedis {
  /** With the password; stays the same when it is started again. */
  readonly url: string
  /** Starts it again after `kill`, empty. */
  readonly start: () => Promise<void>
  /** Ends it as a crash would. */
  readonly kill: () => Promise<void>
  /** Makes it silent, its connections open, until `resume`. */
  readonly pause: () => void
  readonly resume: () => void
  readonly stop: () => Promise<void>
}

/** A password that needs encoding in an address, to see that it is never shown in either form. */
export const testRedisPassword = 'sécret/of:the@test'

/** The installed server's program; null when there is none. */
export function findRedis(): string | null {
  const program = 'redis-server'
  return spawnSync(program, ['--version']).status === 0 ? program : null
}

/** Starts a server on a free port. Rejects with what it printed when it does not start. */
export async function startRedis(program: string): Promise<TestRedis> {
  const folder = mkdtempSync(join(tmpdir(), 'ree-ai-redis-'))
  const port = await findFreePort()
  let server: ChildProcess | null = null

  async function start(): Promise<void> {
    const settings = [
      '--port',
      String(port),
      '--bind',
      '127.0.0.1',
      '--save',
      '',
      '--appendonly',
      'no',
      '--dir',
      folder,
    ]
    server = spawn(program, [...settings, '--requirepass', testRedisPassword], { stdio: ['ignore', 'pipe', 'pipe'] })
    await waitForLine(server, 'Ready to accept connections')
  }

  async function kill(): Promise<void> {
    const running = server
    server = null
    if (running === null || running.exitCode !== null || running.signalCode !== null) return
    const ended = new Promise((resolve) => running.once('exit', resolve))
    running.kill('SIGKILL')
    await ended
  }

  await start()
  return {
    url: `redis://:${encodeURIComponent(testRedisPassword)}@127.0.0.1:${port}/0`,
    start,
    kill,
    pause: () => void server?.kill('SIGSTOP'),
    resume: () => void server?.kill('SIGCONT'),
    async stop() {
      await kill()
      rmSync(folder, { recursive: true, force: true })
    },
  }
}

function waitForLine(server: ChildProcess, line: string): Promise<void> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const read = (data: unknown) => {
      printed += String(data)
      if (printed.includes(line)) resolve()
    }
    server.stdout?.on('data', read)
    server.stderr?.on('data', read)
    server.once('exit', () => reject(new Error(`the server ended: ${printed}`)))
    server.once('error', reject)
  })
}
