import { spawn } from 'node:child_process'
import { fileURLToPath } from 'node:url'

/** A router in a process of its own, as it runs in production. */
export interface TestRouter {
  readonly url: string
  readonly adminUrl: string
  /** All it has printed. */
  readonly read: () => string
  /** Ends it as an orchestrator does; rejects unless it exits with 0. */
  readonly stop: () => Promise<void>
}

const main = fileURLToPath(new URL('../src/main.ts', import.meta.url))

/** Starts a router on free ports. Rejects with what it printed when it does not get ready. */
export async function startRouter(
  supergraphFile: string,
  environment: Readonly<Record<string, string>>,
): Promise<TestRouter> {
  const child = spawn(process.execPath, ['--import', 'tsx', main, '--supergraph', supergraphFile, '--port', '0'], {
    env: { PATH: process.env.PATH, ADMIN_PORT: '0', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const exited = new Promise<number | null>((resolve) => child.once('exit', resolve))
  let printed = ''
  const ready = new Promise<{ readonly port: number; readonly adminPort: number }>((resolve, reject) => {
    const read = (data: unknown) => {
      printed += String(data)
      const line = printed.split('\n').find((text) => text.includes('"router is ready"') && text.endsWith('}'))
      if (line !== undefined) resolve(JSON.parse(line))
    }
    child.stdout.on('data', read)
    child.stderr.on('data', read)
    child.once('exit', (code) => reject(new Error(`the router ended with ${code}:\n${printed}`)))
  })
  const { port, adminPort } = await ready
  return {
    url: `http://127.0.0.1:${port}`,
    adminUrl: `http://127.0.0.1:${adminPort}`,
    read: () => printed,
    async stop() {
      child.kill('SIGTERM')
      const code = await exited
      if (code !== 0) throw new Error(`the router ended with ${code}:\n${printed}`)
    },
  }
}
