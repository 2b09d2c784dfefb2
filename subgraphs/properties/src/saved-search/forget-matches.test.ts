import { Registry } from 'prom-client'
import { afterAll, beforeEach, expect, test } from 'vitest'
import { createJobMetrics } from '../jobs/create-job-metrics.ts'
import { createJobLeaseStore } from '../jobs/job-lease-store.ts'
import { tryJob } from '../jobs/run-job.ts'
import { port, startSavedSearches } from '../testing/start-saved-searches.ts'
import { createForgetMatchesJob, forgetMatches } from './forget-matches.ts'

const { properties, reset, save, services, match, logger } = await startSavedSearches()
afterAll(() => properties.close())
beforeEach(reset)

const dayMs = 24 * 60 * 60_000
const forget = (keptDays: number) => forgetMatches({ ...services(), matchesKeptMs: keptDays * dayMs })

test('matches of long ago are forgotten once they were mailed or when no mail is wanted, the others are kept', async () => {
  const daily = await save({ name: 'Daily', filter: port, notify: 'DAILY' })
  await save({ name: 'Never', filter: port, notify: 'NEVER' })
  await properties.offer()
  expect(await match()).toBe(2)
  const { client } = properties.database
  properties.clock.nowMs += 179 * dayMs
  expect(await forget(180)).toBe(0)
  properties.clock.nowMs += 2 * dayMs
  // That of the daily search waits for its mail.
  expect(await forget(180)).toBe(1)
  expect(await client.savedSearchMatch.findMany({ select: { savedSearchId: true } })).toEqual([
    { savedSearchId: daily.data.it.id },
  ])
  await client.savedSearchMatch.updateMany({ data: { digestedAt: new Date('2026-03-02T07:00:00Z') } })
  await client.savedSearch.updateMany({ data: { digestAt: new Date(properties.clock.nowMs) } })
  expect(await forget(180)).toBe(1)
  expect(await client.savedSearchMatch.count()).toBe(0)
})

test('how long matches are kept can be set', async () => {
  await save({ filter: port, notify: 'NEVER' })
  await properties.offer()
  await match()
  properties.clock.nowMs += 31 * dayMs
  expect(await forget(32)).toBe(0)
  expect(await forget(30)).toBe(1)
})

test('of several replicas one forgets them, once a day', async () => {
  const cuts: Date[] = []
  const matches = { forget: async (before: Date) => cuts.push(before) - cuts.length }
  const { nowMs } = services()
  const replicas = [1, 2, 3].map(() => ({
    leases: createJobLeaseStore(properties.database.client),
    metrics: createJobMetrics(new Registry()),
    logger,
    nowMs,
  }))
  const job = createForgetMatchesJob({ matches, matchesKeptMs: 180 * dayMs, nowMs })
  const comeTogether = () => Promise.all(replicas.map((deps) => tryJob(job, deps, new AbortController().signal)))
  await comeTogether()
  await comeTogether()
  expect(cuts).toEqual([new Date(properties.clock.nowMs - 180 * dayMs)])
  properties.clock.nowMs += dayMs
  await comeTogether()
  expect(cuts).toHaveLength(2)
})
