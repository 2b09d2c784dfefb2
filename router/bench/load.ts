import { execFile } from 'node:child_process'
import { createRequire } from 'node:module'
import { promisify } from 'node:util'

/** What a load of one operation came to. */
export interface Load {
  readonly requests: number
  /** Answers that were not 2xx, and connections that failed. */
  readonly failed: number
  readonly perSecond: number
  readonly medianMs: number
  readonly p99Ms: number
}

/** Sends one operation for some seconds over some connections, each waiting for its answer, from a process of its own. */
export async function load(
  url: string,
  query: string,
  options: { readonly seconds: number; readonly connections: number },
): Promise<Load> {
  const autocannon = createRequire(import.meta.url).resolve('autocannon/autocannon.js')
  const { stdout } = await promisify(execFile)(
    process.execPath,
    [
      autocannon,
      ...['--json', '--no-progress', '-m', 'POST', '-H', 'content-type=application/json'],
      ...['-c', String(options.connections), '-d', String(options.seconds), '-b', JSON.stringify({ query }), url],
    ],
    { maxBuffer: 10_000_000 },
  )
  const result = JSON.parse(stdout)
  return {
    requests: result.requests.total,
    failed: result.non2xx + result.errors + result.timeouts,
    perSecond: result.requests.average,
    medianMs: result.latency.p50,
    p99Ms: result.latency.p99,
  }
}
