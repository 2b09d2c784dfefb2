import { renameSync, writeFileSync } from 'node:fs'
import type { BenchRow } from './bench-row.ts'
import { benchOperations, composeBenchSupergraph } from './bench-schema.ts'
import type { BenchStage } from './bench-stage.ts'
import { load } from './load.ts'

const seconds = 20
const reloads = 8

/** The supergraph changes again and again while clients ask: nobody may notice. */
export async function reloadUnderLoad(stage: BenchStage, say: (line: string) => void): Promise<readonly BenchRow[]> {
  const router = await stage.startRouter()
  await load(router.url, benchOperations.classic, { seconds: 2, connections: 10 })
  const still = await load(router.url, benchOperations.classic, { seconds: 5, connections: 10 })
  const loading = load(router.url, benchOperations.classic, { seconds, connections: 10 })
  for (let reload = 1; reload <= reloads; reload++) {
    await new Promise((resolve) => setTimeout(resolve, (seconds * 1000) / (reloads + 1)))
    const next = `${stage.supergraphFile}.next`
    writeFileSync(next, composeBenchSupergraph(stage.urls, `extend type Product { version${reload}: Int }`))
    renameSync(next, stage.supergraphFile)
    say(`reload ${reload} of ${reloads}`)
  }
  const result = await loading
  await waitForVersion(router.url, reloads)
  writeFileSync(stage.supergraphFile, composeBenchSupergraph(stage.urls))
  await router.stop()
  const scenario = `${reloads} reloads in ${seconds} s`
  return [
    {
      scenario,
      figure: 'failed requests',
      ours: `${result.failed} of ${result.requests}`,
      peer: '',
      ratio: 'asked: 0',
    },
    {
      ...{ scenario, figure: 'p99 ms beside the same without reloads' },
      ...{ ours: result.p99Ms.toFixed(0), peer: still.p99Ms.toFixed(0) },
      ratio: (result.p99Ms / still.p99Ms).toFixed(2),
    },
  ]
}

/** Rejects when the last version does not come to live: then nothing was reloaded. */
async function waitForVersion(url: string, version: number): Promise<void> {
  for (let attempt = 0; attempt < 100; attempt++) {
    const response = await fetch(url, {
      method: 'POST',
      headers: { 'content-type': 'application/json' },
      body: JSON.stringify({ query: `{ topProducts { version${version} } }` }),
    })
    if (response.status === 200) return
    await new Promise((resolve) => setTimeout(resolve, 200))
  }
  throw new Error('the last version never went live')
}
