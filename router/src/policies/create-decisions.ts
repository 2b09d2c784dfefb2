import type { Decisions } from '../context.ts'

/** No decisions yet. Each operation has its own, also within a batch. */
export function createDecisions(): Decisions {
  return { removedFields: [], responseHeaders: new Map(), events: null, cost: null, costAccount: null, caching: null }
}
