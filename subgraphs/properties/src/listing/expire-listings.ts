import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { ExpiryStore } from './expiry-store.ts'

const minuteMs = 60_000
const batchSize = 500

/** Moves every published listing whose time is up to EXPIRED. Returns how many. Several processes may do it at once. */
export async function expireListings(store: ExpiryStore, nowMs: number): Promise<number> {
  let total = 0
  for (;;) {
    const count = await store.expire(new Date(nowMs), batchSize)
    total += count
    if (count < batchSize) return total
  }
}

/** Expires listings at once and then every minute until the signal. A failure is logged and tried again. */
export async function expireEveryMinute(
  store: ExpiryStore,
  deps: { readonly nowMs: () => number; readonly logger: Logger },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    try {
      const count = await expireListings(store, deps.nowMs())
      if (count > 0) deps.logger.info({ count }, 'listings expired')
    } catch (error) {
      deps.logger.error({ err: error }, 'could not expire listings')
    }
    await sleep(minuteMs, undefined, { signal, ref: false }).catch(() => {})
  }
}
