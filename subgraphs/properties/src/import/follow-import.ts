import { createError } from '@ree-ai/kit/errors/create-error'
import type { Context } from '../context.ts'
import { isUuid } from '../is-uuid.ts'
import { requireScope } from '../require-scope.ts'
import type { Services } from '../services.ts'
import type { JobProgress } from './import-properties.ts'

/** How often a job is read that another replica may be working on, in ms. */
const readEveryMs = 1_000
/** A job has no last batch that it knows of: after this long without one it counts as ended. */
const quietMs = 10 * 60_000

/**
 * A job as it stands, then again whenever it has gone on, here or on another replica; a batch of this process at once, others
 * within a second. Ends ten minutes after the last batch, and when the signal aborts. NOT_FOUND unless it is the viewer's.
 */
export async function* followImport(
  { imports, jobBell, nowMs }: Pick<Services, 'imports' | 'jobBell' | 'nowMs'>,
  jobId: string,
  context: Context,
): AsyncGenerator<JobProgress> {
  const viewer = requireScope(context, 'properties:import')
  const { signal = new AbortController().signal } = context
  let toldTotal = -1
  let toldAtMs = -1
  while (!signal.aborted) {
    // Waited for before it is read, so that no batch falls between.
    const over = new AbortController()
    const next = jobBell.wait(jobId, readEveryMs, AbortSignal.any([signal, over.signal]))
    try {
      const job = isUuid(jobId) ? await imports.findJob(jobId) : null
      if (job === null || job.ownerId !== viewer.id)
        throw createError('NOT_FOUND', 'You have no import job of this id.')
      if (job.total !== toldTotal || job.updatedAt.getTime() !== toldAtMs)
        yield { ...job, refusals: [], skips: [], warnings: [] }
      toldTotal = job.total
      toldAtMs = job.updatedAt.getTime()
      if (nowMs() - toldAtMs > quietMs) return
      await next
    } finally {
      over.abort()
    }
  }
}
