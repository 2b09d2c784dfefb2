import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { MailMetrics } from './create-mail-metrics.ts'
import type { LeasedMail, MailStore } from './mail-store.ts'
import { type Mailer, sendTimeoutMs } from './mailer.ts'
import { maskAddress } from './mask-address.ts'

const sendersMax = 4
const secondMs = 1_000
/** A replica that crashes while it sends leaves its mail to the others after this. */
const leaseMs = 2 * sendTimeoutMs
const retryFirstMs = 30 * secondMs
const retryMaxMs = 2 * 60 * 60 * secondMs
/** Mails that could not be sent for so long are given up. */
export const giveUpAfterMs = 24 * 60 * 60 * secondMs
const pollMs = 5 * secondMs

/** What sending needs. */
export interface SendingDependencies {
  readonly mails: MailStore
  readonly mailer: Mailer
  readonly metrics: MailMetrics
  readonly logger: Logger
  readonly nowMs: () => number
}

/** How long to wait after so many attempts, in ms: 30 s, twice as long each time, 2 h at most. */
export function readRetryMs(attempts: number): number {
  return Math.min(retryFirstMs * 2 ** (attempts - 1), retryMaxMs)
}

/**
 * Sends every mail that is due, four at a time, until there is none, the mail server is away, or the signal aborts. Each
 * is sent by one replica; one that crashes after the server took a mail sends it twice. A mail that fails is tried again
 * later, and given up after a day or when the server refuses it for good.
 */
export async function sendDueMails(deps: SendingDependencies, signal?: AbortSignal): Promise<void> {
  let isAway = false
  async function sendInTurn(): Promise<void> {
    while (!isAway && !signal?.aborted) {
      const startedMs = deps.nowMs()
      const mail = await deps.mails.lease(new Date(startedMs), new Date(startedMs + leaseMs))
      if (mail === null) return
      if ((await sendOne(deps, mail, signal)) === 'AWAY') isAway = true
    }
  }
  await Promise.all(Array.from({ length: sendersMax }, sendInTurn))
  const oldest = await deps.mails.findOldestWaiting()
  deps.metrics.setQueueAge(oldest === null ? 0 : Math.max(0, deps.nowMs() - oldest.getTime()))
}

async function sendOne(deps: SendingDependencies, mail: LeasedMail, signal: AbortSignal | undefined) {
  const { mails, mailer, metrics, logger, nowMs } = deps
  const result = await mailer.send(mail, signal)
  const endedMs = nowMs()
  const about = { mail: mail.id, to: maskAddress(mail.recipient), attempts: mail.attempts }
  if (result.outcome === 'SENT') {
    await mails.noteSent(mail, new Date(endedMs))
    metrics.sent()
    return result.outcome
  }
  const { outcome, reason } = result
  const retryAtMs = endedMs + readRetryMs(mail.attempts)
  if (outcome === 'REFUSED' || retryAtMs > mail.createdAt.getTime() + giveUpAfterMs) {
    await mails.giveUp(mail, reason)
    metrics.failed('given_up')
    logger.error({ ...about, reason }, 'a mail was given up')
  } else {
    await mails.retry(mail, new Date(retryAtMs))
    metrics.failed('retried')
    logger.warn({ ...about, reason }, 'a mail could not be sent; trying again later')
  }
  return outcome
}

/**
 * Sends mails as they come until the signal: at once those of this process (`waitForMail` resolves), within five seconds
 * those of others. A failure of the database is logged, and the next round tries again.
 */
export async function keepSendingMails(
  deps: SendingDependencies & { readonly waitForMail: (timeoutMs: number, signal: AbortSignal) => Promise<void> },
  signal: AbortSignal,
): Promise<void> {
  while (!signal.aborted) {
    // Asked for before the round: a mail that comes meanwhile is not waited for.
    const next = deps.waitForMail(pollMs, signal)
    try {
      await sendDueMails(deps, signal)
    } catch (error) {
      deps.logger.error({ err: error }, 'could not read the queue of mails')
      await sleep(pollMs, undefined, { signal, ref: false }).catch(() => {})
    }
    await next
  }
}
