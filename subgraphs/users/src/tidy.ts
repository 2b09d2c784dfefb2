import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Services } from './services.ts'
import { accountRule } from './throttle/throttle.ts'

const hourMs = 60 * 60 * 1000
const sessionKeptMs = 30 * 24 * hourMs

/**
 * Removes what nothing asks for any more: sessions 30 days after their end, refresh tokens 30 days after their use,
 * forgotten sign-in attempts, and signing keys a day after the last token they signed. The audit trail stays.
 */
export async function tidy(services: Services): Promise<void> {
  const nowMs = services.nowMs()
  await services.store.sessions.deleteBefore(new Date(nowMs - sessionKeptMs))
  await services.store.throttle.deleteBefore(new Date(nowMs - accountRule.forgetAfterMs))
  await services.store.signingKeys.deleteRetiredBefore(new Date(nowMs - services.accessTokenMs - 24 * hourMs))
}

/** Tidies at once and then every hour until the signal. A failure is logged and tried again an hour later. */
export async function tidyEveryHour(services: Services, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await tidy(services).catch((error: unknown) => logger.error({ err: error }, 'could not tidy up'))
    await sleep(hourMs, undefined, { signal, ref: false }).catch(() => {})
  }
}
