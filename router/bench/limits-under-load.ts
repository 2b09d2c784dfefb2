import { findRedis, startRedis } from '../e2e/start-redis.ts'
import type { BenchRow } from './bench-row.ts'
import { benchOperations } from './bench-schema.ts'
import type { BenchStage } from './bench-stage.ts'
import { load } from './load.ts'

const max = 500

/** 200 callers at once on a field that 500 may use: exactly 500 pass, on one router and on two that share Redis. */
export async function limitsUnderLoad(stage: BenchStage, say: (line: string) => void): Promise<readonly BenchRow[]> {
  const rows: BenchRow[] = []
  const one = await stage.startRouter({ SHARE_REQUESTS: 'off' })
  rows.push(await measure('200 callers, memory', [one.url], stage))
  await one.stop()
  say('limits: one router done')
  const redisBin = findRedis()
  if (redisBin === null)
    return [...rows, { scenario: '200 callers, Redis', figure: 'no redis-server here', ours: '', peer: '', ratio: '' }]
  const redis = await startRedis(redisBin)
  const two = await Promise.all([1, 2].map(() => stage.startRouter({ REDIS_URL: redis.url, SHARE_REQUESTS: 'off' })))
  rows.push(
    await measure(
      '200 callers, two routers, Redis',
      two.map(({ url }) => url),
      stage,
    ),
  )
  await Promise.all(two.map((router) => router.stop()))
  await redis.stop()
  return rows
}

async function measure(scenario: string, urls: readonly string[], stage: BenchStage): Promise<BenchRow> {
  await stage.countRequests()
  const connections = 200 / urls.length
  const results = await Promise.all(urls.map((url) => load(url, benchOperations.limited, { seconds: 5, connections })))
  const passed = await stage.countRequests()
  const asked = results.reduce((sum, { requests }) => sum + requests, 0)
  return { scenario, figure: 'passed', ours: `${passed} of ${asked} asked`, peer: '', ratio: `asked: ${max}` }
}
