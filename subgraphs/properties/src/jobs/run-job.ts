import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { JobMetrics } from './create-job-metrics.ts'
import type { Job } from './job.ts'
import type { JobLeaseStore } from './job-lease-store.ts'

/** What running a job needs. Clocks of replicas may differ by a few seconds: a job then begins that much early or late. */
export interface JobDependencies {
  readonly leases: JobLeaseStore
  readonly metrics: JobMetrics
  readonly logger: Logger
  readonly nowMs: () => number
}

/** A replica that holds a job says so again before this is over; otherwise another one takes the job over. */
const leaseMs = 30_000
const renewEveryMs = 10_000
/** A job that failed is begun again after this, or after its interval when that is shorter. */
const retryMs = 10_000
/** However far away its next turn, a job looks again after this. */
const waitMaxMs = 3_600_000

/**
 * Does a job at once and then at its interval until the signal, on one replica or on all as it says. A failure is
 * logged, counted and tried again; nothing is thrown.
 */
export async function runJob(job: Job, deps: JobDependencies, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    const waitMs = await tryJob(job, deps, signal)
    await sleep(Math.min(Math.max(waitMs, 0), waitMaxMs), undefined, { signal, ref: false }).catch(() => {})
  }
}

/** Does a job now if it is due and nobody else is doing it. Returns after how many ms to look again. Never throws. */
export async function tryJob(job: Job, deps: JobDependencies, signal: AbortSignal): Promise<number> {
  const retryAfterMs = Math.min(retryMs, job.intervalMs)
  try {
    if (job.replicas === 'one') return await tryLeased(job, deps, signal)
    await job.work(signal)
    deps.metrics.done(job.name, deps.nowMs())
    return job.intervalMs
  } catch (error) {
    if (signal.aborted) return retryAfterMs
    deps.metrics.failed(job.name)
    deps.logger.error({ err: error, job: job.name }, 'a background job failed; trying again')
    return retryAfterMs
  }
}

async function tryLeased(job: Job, deps: JobDependencies, signal: AbortSignal): Promise<number> {
  const { leases, nowMs } = deps
  const startedMs = nowMs()
  const lease = await leases.take(job.name, new Date(startedMs), new Date(startedMs + leaseMs))
  // Whoever holds it may be done, or crash, before its lease is over: never waited for longer than an interval.
  if (!lease.isTaken) return Math.min(lease.until.getTime() - startedMs, job.intervalMs)

  let held = lease.until
  let renewal: Promise<void> = Promise.resolve()
  const lost = new AbortController()
  const timer = setInterval(() => {
    renewal = renewal.then(renew)
  }, renewEveryMs)
  timer.unref()
  async function renew(): Promise<void> {
    const until = new Date(nowMs() + leaseMs)
    try {
      if (await leases.move(job.name, held, until)) held = until
      else lost.abort()
    } catch (error) {
      // Tried again at the next tick; until then the lease goes on.
      deps.logger.warn({ err: error, job: job.name }, 'could not renew the lease of a background job')
    }
  }
  async function end(until: number, doneMs?: number): Promise<void> {
    clearInterval(timer)
    await renewal
    await leases.move(job.name, held, new Date(until), doneMs === undefined ? undefined : new Date(doneMs))
  }

  const retryAfterMs = Math.min(retryMs, job.intervalMs)
  try {
    await job.work(AbortSignal.any([signal, lost.signal]))
  } catch (error) {
    await end(nowMs() + (signal.aborted ? 0 : retryAfterMs))
    throw error
  }
  const endedMs = nowMs()
  // Work that was told to stop may not be finished: the next replica begins at once.
  if (signal.aborted) await end(endedMs)
  else await end(startedMs + job.intervalMs, endedMs)
  if (lost.signal.aborted) throw new Error('the lease was lost to another replica, which does it again')
  deps.metrics.done(job.name, endedMs)
  return startedMs + job.intervalMs - endedMs
}
