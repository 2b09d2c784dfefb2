import { createError } from '@ree-ai/kit/errors/create-error'
import type { Logger } from '@ree-ai/kit/logging/logger'
import { withStatus } from '../errors/with-status.ts'

/** What happens while Redis is away: `open` counts in this process, `closed` refuses. */
export type StoreMode = 'open' | 'closed'

/** Does a step in Redis; when that fails, as the mode says. */
export type Fallback = <Result>(shared: () => Promise<Result>, local: () => Promise<Result>) => Promise<Result>

/**
 * Keeps limits working while Redis is away: `open` does the step in this process' memory instead, so that every router still limits
 * by itself; `closed` throws SERVICE_UNAVAILABLE (503). Each step without Redis is counted by `onFailure`, each change is
 * logged once.
 */
export function createFallback(deps: {
  readonly store: string
  readonly mode: StoreMode
  readonly logger: Logger
  readonly onFailure: () => void
}): Fallback {
  const { store, mode, logger } = deps
  let isFailing = false
  return async (shared, local) => {
    try {
      const result = await shared()
      if (isFailing) logger.info({ store }, 'limits are shared through Redis again')
      isFailing = false
      return result
    } catch (error) {
      deps.onFailure()
      const reason = error instanceof Error ? error.message : 'failed'
      const what = mode === 'open' ? 'each router limits by itself' : 'requests are refused'
      if (!isFailing) logger.warn({ store, mode, reason }, `limits are not shared through Redis: ${what}`)
      isFailing = true
      if (mode === 'open') return local()
      throw unavailable()
    }
  }
}

function unavailable() {
  const error = createError(
    'SERVICE_UNAVAILABLE',
    'Limits cannot be checked at the moment. Try again in a few seconds.',
    {
      retryAfterSeconds: 1,
    },
  )
  return withStatus(error, { headers: { 'retry-after': '1' } })
}
