import type { Database } from '@ree-ai/db/database'
import { openTestDatabase } from '@ree-ai/db/testing/open-test-database'
import { createLogger } from '@ree-ai/kit/logging/create-logger'
import { Registry } from 'prom-client'
import { afterAll, afterEach, beforeAll, beforeEach, expect, test, vi } from 'vitest'
import { createJobMetrics } from './create-job-metrics.ts'
import type { Job } from './job.ts'
import { createJobLeaseStore, type JobLeaseStore } from './job-lease-store.ts'
import { runJob, tryJob } from './run-job.ts'

const minuteMs = 60_000
const logger = createLogger('properties', 'silent')
const going = new AbortController().signal

let database: Database
let leases: JobLeaseStore
let clock = { nowMs: 0 }

beforeAll(async () => {
  database = await openTestDatabase()
  leases = createJobLeaseStore(database.client)
})
afterAll(() => database.close())
beforeEach(async () => {
  clock = { nowMs: Date.parse('2026-03-01T12:00:00Z') }
  await database.client.jobLease.deleteMany()
})
afterEach(() => vi.useRealTimers())

function createReplica() {
  const registry = new Registry()
  return { registry, leases, logger, metrics: createJobMetrics(registry), nowMs: () => clock.nowMs }
}

function countRuns(replicas: Job['replicas'] = 'one', work: Job['work'] = async () => {}) {
  const counts = { runs: 0 }
  const job: Job = {
    name: 'sweep',
    intervalMs: minuteMs,
    replicas,
    work(signal) {
      counts.runs += 1
      return work(signal)
    },
  }
  return { counts, job }
}

test('of two replicas that come at once, one does the job, once in each interval', async () => {
  const { counts, job } = countRuns()
  const [a, b] = [createReplica(), createReplica()]
  await Promise.all([tryJob(job, a, going), tryJob(job, b, going), tryJob(job, b, going)])
  expect(counts.runs).toBe(1)
  clock.nowMs += minuteMs - 1
  expect(await tryJob(job, b, going)).toBe(1)
  expect(counts.runs).toBe(1)
  clock.nowMs += 1
  await Promise.all([tryJob(job, a, going), tryJob(job, b, going)])
  expect(counts.runs).toBe(2)
  const lease = await database.client.jobLease.findUniqueOrThrow({ where: { name: 'sweep' } })
  expect(lease.doneAt).toEqual(new Date(clock.nowMs))
})

test('work that replicas share is done by all of them', async () => {
  const { counts, job } = countRuns('all')
  await Promise.all([tryJob(job, createReplica(), going), tryJob(job, createReplica(), going)])
  expect(counts.runs).toBe(2)
})

test('a job goes on at another replica half a minute after its replica crashed', async () => {
  // What a crash leaves: a lease that was taken and never given back.
  await leases.take('sweep', new Date(clock.nowMs), new Date(clock.nowMs + 30_000))
  const { counts, job } = countRuns()
  expect(await tryJob(job, createReplica(), going)).toBe(30_000)
  expect(counts.runs).toBe(0)
  clock.nowMs += 30_000
  await tryJob(job, createReplica(), going)
  expect(counts.runs).toBe(1)
})

test('a replica that still works keeps the job however long it takes', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  let finish = () => {}
  const { job } = countRuns('one', () => new Promise<void>((resolve) => (finish = resolve)))
  const working = tryJob(job, createReplica(), going)
  await vi.waitUntil(() => database.client.jobLease.count())
  const other = countRuns()
  for (let turn = 0; turn < 5; turn++) {
    clock.nowMs += 10_000
    vi.advanceTimersByTime(10_000)
    const until = new Date(clock.nowMs + 30_000)
    await vi.waitUntil(() => database.client.jobLease.count({ where: { leasedUntil: until } }))
    await tryJob(other.job, createReplica(), going)
  }
  expect(other.counts.runs).toBe(0)
  finish()
  await working
})

test('a replica that was cut off for long is told that another one has the job', async () => {
  vi.useFakeTimers({ toFake: ['setInterval', 'clearInterval'] })
  const { job } = countRuns(
    'one',
    (signal) => new Promise((resolve) => signal.addEventListener('abort', () => resolve())),
  )
  const lost = createReplica()
  const working = tryJob(job, lost, going)
  await vi.waitUntil(() => database.client.jobLease.count())
  clock.nowMs += 40_000
  const other = countRuns()
  await tryJob(other.job, createReplica(), going)
  expect(other.counts.runs).toBe(1)
  vi.advanceTimersByTime(10_000)
  await working
  const lease = await database.client.jobLease.findUniqueOrThrow({ where: { name: 'sweep' } })
  expect(lease.leasedUntil).toEqual(new Date(clock.nowMs + minuteMs))
  expect(await lost.registry.metrics()).toContain('job_runs_total{job="sweep",outcome="failed"} 1')
})

test('a failure is counted and the job is tried again after ten seconds', async () => {
  let isAway = true
  const { counts, job } = countRuns('one', async () => {
    if (isAway) throw new Error('the database is away')
  })
  const replica = createReplica()
  expect(await tryJob(job, replica, going)).toBe(10_000)
  isAway = false
  clock.nowMs += 10_000
  await tryJob(job, replica, going)
  expect(counts.runs).toBe(2)
  const metrics = await replica.registry.metrics()
  expect(metrics).toContain('job_runs_total{job="sweep",outcome="failed"} 1')
  expect(metrics).toContain('job_runs_total{job="sweep",outcome="done"} 1')
  expect(metrics).toContain(`job_done_timestamp_seconds{job="sweep"} ${clock.nowMs / 1000}`)
})

test('a job ends at the signal, and leaves its lease to the next process', async () => {
  const ending = new AbortController()
  const { counts, job } = countRuns('one', async () => ending.abort())
  await runJob(job, createReplica(), ending.signal)
  expect(counts.runs).toBe(1)
  const other = countRuns()
  await tryJob(other.job, createReplica(), going)
  expect(other.counts.runs).toBe(1)
})
