import type { Logger } from '@ree-ai/kit/logging/logger'
import type { RouterClient } from '@ree-ai/kit/router-client/create-router-client'
import { VisiblePropertiesDocument } from '../generated/operations.ts'

/** Which of these listings, at most 100, are not public any more. */
export type FindHidden = (propertyIds: readonly string[]) => Promise<ReadonlySet<string>>

const timeoutMs = 500
/** After a failure nobody waits for another one for that long. */
const retryMs = 1_000

/**
 * Asks properties, through the router, which listings of the index everyone may still see: the index learns of a withdrawal up to
 * two seconds later. While properties is away the index is believed: a search never fails for it, and waits 500 ms at most.
 */
export function createVisibilityCheck(deps: {
  readonly router: RouterClient
  readonly logger: Logger
  readonly nowMs: () => number
}): FindHidden {
  let restsUntilMs = 0
  return async (propertyIds) => {
    if (propertyIds.length === 0 || deps.nowMs() < restsUntilMs) return new Set()
    try {
      const ids = [...propertyIds]
      const { visibleProperties } = await deps.router(VisiblePropertiesDocument, { ids }, { timeoutMs })
      const visible = new Set(visibleProperties)
      return new Set(ids.filter((id) => !visible.has(id)))
    } catch (error) {
      deps.logger.warn({ err: error }, 'properties could not be asked what is still public; the index was believed')
      restsUntilMs = deps.nowMs() + retryMs
      return new Set()
    }
  }
}
