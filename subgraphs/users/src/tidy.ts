import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Services } from './services.ts'
import { maintainSigningKeys } from './signing-key/maintain-signing-keys.ts'
import { trustedMs } from './throttle/throttle.ts'

const hourMs = 60 * 60 * 1000
const sessionKeptMs = 30 * 24 * hourMs
const mailKeptMs = 30 * 24 * hourMs

/**
 * Removes what nothing asks for any more: sessions 30 days after their end, refresh tokens 30 days after their use,
 * sign-in attempts and known networks after 30 days, mails 30 days after they were written, tokens of mails a day after they
 * expired, and signing keys a day after the last token they signed. The audit trail stays.
 */
export async function tidy(services: Services): Promise<void> {
  const nowMs = services.nowMs()
  await services.store.sessions.deleteBefore(new Date(nowMs - sessionKeptMs))
  await services.store.throttle.deleteBefore(new Date(nowMs - trustedMs))
  await services.store.mails.deleteBefore(new Date(nowMs - mailKeptMs))
  await services.store.tokens.deleteBefore(new Date(nowMs - 24 * hourMs))
  await services.store.signingKeys.deleteRetiredBefore(new Date(nowMs - services.accessTokenMs - 24 * hourMs))
}

/** Tidies and looks after the keys, at once and then every hour until the signal. A failure is logged and tried again an hour later. */
export async function tidyEveryHour(services: Services, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    await maintainSigningKeys(services).catch((error: unknown) =>
      logger.error({ err: error }, 'could not look after the signing keys'),
    )
    await tidy(services).catch((error: unknown) => logger.error({ err: error }, 'could not tidy up'))
    await sleep(hourMs, undefined, { signal, ref: false }).catch(() => {})
  }
}
