import { Counter, Gauge, type Registry } from 'prom-client'

/** Counts what became of jobs. */
export interface JobMetrics {
  readonly done: (job: string, nowMs: number) => void
  readonly failed: (job: string) => void
}

/** `job_runs_total` by job and outcome, and `job_done_timestamp_seconds`: when this process last did a job to its end. */
export function createJobMetrics(registry: Registry): JobMetrics {
  const runs = new Counter({
    name: 'job_runs_total',
    help: 'Background jobs by job and outcome (done, failed).',
    labelNames: ['job', 'outcome'] as const,
    registers: [registry],
  })
  const doneAt = new Gauge({
    name: 'job_done_timestamp_seconds',
    help: 'When this process last did a background job to its end, seconds since the epoch.',
    labelNames: ['job'] as const,
    registers: [registry],
  })
  return {
    done(job, nowMs) {
      runs.inc({ job, outcome: 'done' })
      doneAt.set({ job }, nowMs / 1000)
    },
    failed: (job) => runs.inc({ job, outcome: 'failed' }),
  }
}
