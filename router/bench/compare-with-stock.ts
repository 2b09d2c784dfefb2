import type { BenchRow } from './bench-row.ts'
import { benchOperations } from './bench-schema.ts'
import type { BenchStage } from './bench-stage.ts'
import { load } from './load.ts'
import type { Measured } from './start-process.ts'

const rounds = 3
const seconds = 4
const connections = 10

interface Side {
  readonly measured: Measured & { readonly url: string }
  cpuMs: number
  requests: number
  failed: number
  subgraphRequests: number
  readonly medians: number[]
  readonly p99s: number[]
}

/** Our router with every policy on beside `@apollo/gateway` with none, in turns, so that both have the same neighbours. */
export async function compareWithStock(stage: BenchStage, say: (line: string) => void): Promise<readonly BenchRow[]> {
  const sides = { ours: await stage.startRouter(), stock: await stage.startStock() }
  const rows: BenchRow[] = []
  for (const name of ['tiny', 'classic'] as const) {
    const query = benchOperations[name]
    const create = (measured: Side['measured']): Side => ({
      ...{ measured, cpuMs: 0, requests: 0, failed: 0, subgraphRequests: 0 },
      ...{ medians: [], p99s: [] },
    })
    const [ours, stock] = [create(sides.ours), create(sides.stock)]
    for (const side of [ours, stock]) await load(side.measured.url, query, { seconds: 2, connections })
    for (let round = 0; round < rounds; round++) {
      for (const side of [ours, stock]) {
        await stage.countRequests()
        const before = side.measured.cpuMs()
        const result = await load(side.measured.url, query, { seconds, connections })
        side.cpuMs += side.measured.cpuMs() - before
        side.requests += result.requests
        side.failed += result.failed
        side.subgraphRequests += await stage.countRequests()
        side.medians.push(result.medianMs)
        side.p99s.push(result.p99Ms)
      }
      say(`${name}: round ${round + 1} of ${rounds}`)
    }
    rows.push(
      ratio(name, 'CPU ms per request', ours.cpuMs / ours.requests, stock.cpuMs / stock.requests),
      ratio(name, 'requests per second', ours.requests / (rounds * seconds), stock.requests / (rounds * seconds)),
      ratio(name, 'p99 ms', middle(ours.p99s), middle(stock.p99s)),
      ratio(
        name,
        'subgraph requests per operation',
        ours.subgraphRequests / ours.requests,
        stock.subgraphRequests / stock.requests,
      ),
      { scenario: name, figure: 'failed requests', ours: `${ours.failed}`, peer: `${stock.failed}`, ratio: '' },
    )
  }
  await Promise.all(Object.values(sides).map((side) => side.stop()))
  return rows
}

function ratio(scenario: string, figure: string, ours: number, peer: number): BenchRow {
  return { scenario, figure, ours: ours.toFixed(2), peer: peer.toFixed(2), ratio: (ours / peer).toFixed(2) }
}

function middle(values: readonly number[]): number {
  return values.toSorted((a, b) => a - b)[Math.floor(values.length / 2)] ?? 0
}
