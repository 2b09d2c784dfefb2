import { randomBytes } from 'node:crypto'
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs'
import { tmpdir } from 'node:os'
import { join } from 'node:path'
import { findFreePort } from '../e2e/start-postgres.ts'
import { type BenchSubgraph, composeBenchSupergraph } from './bench-schema.ts'
import { type Measured, startProcess } from './start-process.ts'

/** The subgraphs in their process and a folder with their supergraph. */
export interface BenchStage {
  readonly urls: Readonly<Record<BenchSubgraph, string>>
  readonly supergraphFile: string
  /** A router of this repository on the supergraph, alone in its process. */
  readonly startRouter: (settings?: Readonly<Record<string, string>>) => Promise<Measured & { readonly url: string }>
  readonly startStock: () => Promise<Measured & { readonly url: string }>
  /** Requests that the subgraphs were sent since this was last asked. */
  readonly countRequests: () => Promise<number>
  readonly stop: () => Promise<void>
}

/** Every policy is on; limits that a load of one client would meet are raised, not switched off. */
const defaultSettings = {
  CLIENT_LIMIT_MINUTE: '1000000000',
  CLIENT_LIMIT_HOUR: '1000000000',
  CLIENT_LIMIT_DAY: '1000000000',
  COST_MAX: '1000000',
  COST_BUDGET_MAX: '1000000000',
  COST_BUDGET_RESTORE: '1000000000',
  ENDED_SESSIONS: 'off',
  LOG_LEVEL: 'info',
}

export async function openBenchStage(): Promise<BenchStage> {
  const folder = mkdtempSync(join(tmpdir(), 'ree-ai-bench-'))
  const subgraphs = await startProcess('router/bench/serve-subgraphs.ts', [])
  const urls = subgraphs.said as Readonly<Record<BenchSubgraph, string>>
  const supergraphFile = join(folder, 'supergraph.graphql')
  writeFileSync(supergraphFile, composeBenchSupergraph(urls))
  const running: Measured[] = [subgraphs]
  const keep = <Process extends Measured>(measured: Process): Process => {
    running.push(measured)
    return measured
  }
  return {
    urls,
    supergraphFile,
    async startRouter(settings = {}) {
      const port = await findFreePort()
      const measured = await startProcess(
        'router/src/main.ts',
        ['--supergraph', supergraphFile, '--port', String(port)],
        {
          ...defaultSettings,
          ADMIN_PORT: String(await findFreePort()),
          ROUTER_SUBGRAPH_SECRET: randomBytes(32).toString('hex'),
          ...settings,
        },
        ({ msg }) => msg === 'router is ready',
      )
      return keep({ ...measured, url: `http://127.0.0.1:${port}/graphql` })
    },
    async startStock() {
      const measured = await startProcess('router/bench/serve-stock-gateway.ts', [supergraphFile])
      return keep({ ...measured, url: measured.said.url ?? '' })
    },
    async countRequests() {
      // They share one counter.
      const answer = await fetch(new URL('/count', urls.accounts))
      return Number(await answer.text())
    },
    async stop() {
      await Promise.all(running.map((measured) => measured.stop()))
      rmSync(folder, { recursive: true })
    },
  }
}
