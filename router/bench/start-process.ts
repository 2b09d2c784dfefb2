import { type ChildProcess, spawn } from 'node:child_process'
import { readFileSync } from 'node:fs'
import { fileURLToPath } from 'node:url'

const root = fileURLToPath(new URL('../..', import.meta.url))

/** A process that is measured. */
export interface Measured {
  /** CPU it has used so far, in ms. */
  readonly cpuMs: () => number
  /** Memory it holds now, in MiB. */
  readonly memoryMiB: () => number
  /** What it printed in its first line that is JSON. */
  readonly said: Readonly<Record<string, string>>
  readonly stop: () => Promise<void>
}

/** Linux counts in hundredths of a second. */
const tickMs = 10

/** Starts a TypeScript file and waits for the line that `isReady` accepts. Rejects with what it printed when it ends before. */
export async function startProcess(
  file: string,
  args: readonly string[],
  environment: Readonly<Record<string, string>> = {},
  isReady: (line: Readonly<Record<string, string>>) => boolean = () => true,
): Promise<Measured> {
  const child = spawn(process.execPath, ['--import', 'tsx', file, ...args], {
    cwd: root,
    env: { ...process.env, NODE_ENV: 'production', APOLLO_TELEMETRY_DISABLED: 'true', ...environment },
    stdio: ['ignore', 'pipe', 'pipe'],
  })
  const said = await waitForLine(child, file, isReady)
  const stat = (field: number) =>
    Number(readFileSync(`/proc/${child.pid}/stat`, 'utf8').split(') ')[1]?.split(' ')[field - 3])
  return {
    said,
    cpuMs: () => (stat(14) + stat(15)) * tickMs,
    memoryMiB: () => (stat(24) * 4096) / 1_048_576,
    stop: () =>
      new Promise((resolve) => {
        if (child.exitCode !== null || child.signalCode !== null) return resolve()
        child.once('exit', () => resolve())
        child.kill('SIGTERM')
      }),
  }
}

function waitForLine(
  child: ChildProcess,
  file: string,
  isReady: (line: Readonly<Record<string, string>>) => boolean,
): Promise<Readonly<Record<string, string>>> {
  return new Promise((resolve, reject) => {
    let printed = ''
    const onData = (data: unknown) => {
      printed += String(data)
      for (const line of printed.split('\n')) {
        try {
          const said = JSON.parse(line)
          if (isReady(said)) resolve(said)
        } catch {
          // A line for people, or not whole yet.
        }
      }
      printed = printed.slice(-10_000)
    }
    child.stdout?.on('data', onData)
    child.stderr?.on('data', onData)
    child.once('exit', (code) => reject(new Error(`${file} ended with ${code}:\n${printed}`)))
  })
}
