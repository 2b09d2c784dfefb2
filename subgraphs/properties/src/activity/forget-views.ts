import type { Job } from '../jobs/job.ts'
import type { ViewStore } from './view-store.ts'

/** Forgets who looked at what on the days before, within an hour of midnight (UTC). */
export function createForgetViewsJob(views: Pick<ViewStore, 'forget'>, deps: { readonly nowMs: () => number }): Job {
  return {
    name: 'forget-views',
    intervalMs: 60 * 60_000,
    replicas: 'one',
    work: () => views.forget(new Date(deps.nowMs()).toISOString().slice(0, 10)),
  }
}
