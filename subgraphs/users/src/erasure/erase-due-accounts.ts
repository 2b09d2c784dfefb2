import { setTimeout as sleep } from 'node:timers/promises'
import type { Logger } from '@ree-ai/kit/logging/logger'
import type { Services } from '../services.ts'
import { accountKey } from '../throttle/throttle.ts'

const everyMs = 10 * 60_000
/** Routers hear of ended sessions within this, whatever their clocks say. */
const settleMs = 60_000

/**
 * Carries out the erasures whose time has come, in two steps. First an account is closed and its sessions end: routers
 * have to hear of that. When no access token of it can be good any more, the account is removed with all that is kept of
 * the person, told to those who follow `erasedAccounts`, and its owner gets a last mail. Each account is erased by one
 * replica. Returns how many were removed.
 */
export async function eraseDueAccounts(services: Services, signal?: AbortSignal): Promise<number> {
  const { store, nowMs, erasureMs, accessTokenMs, mailTexts } = services
  const askedUntil = () => new Date(nowMs() - erasureMs)
  const closeOne = () =>
    store.inTransaction(async ({ erasures, accounts, sessions, audit }) => {
      const due = await erasures.claimToClose(askedUntil())
      if (due === null) return false
      const now = new Date(nowMs())
      await accounts.update(due.id, { isActive: false }, now)
      const ended = await sessions.endAll(due.id, 'ACCOUNT_CLOSED', now)
      const event = { userId: due.id, actorId: 'system:erasure', clientAddress: null, detail: { sessions: ended } }
      await audit.add({ action: 'ACCOUNT_CLOSED', ...event }, now)
      return true
    })
  const eraseOne = () =>
    store.inTransaction(async ({ erasures, mails, audit }) => {
      const due = await erasures.claimToErase(askedUntil(), new Date(nowMs() - accessTokenMs - settleMs))
      if (due === null) return false
      const now = new Date(nowMs())
      await erasures.erase(due, accountKey(due.email), now)
      const event = { userId: due.id, actorId: 'system:erasure', clientAddress: null }
      await audit.add({ action: 'ACCOUNT_ERASED', ...event }, now)
      await mails.add({ key: null, userId: null, recipient: due.email, ...mailTexts.erased() }, now)
      return true
    })
  while (!signal?.aborted && (await closeOne()));
  let count = 0
  while (!signal?.aborted && (await eraseOne())) count += 1
  return count
}

/** Erases what is due at once and then every ten minutes until the signal. A failure is logged and tried again. */
export async function keepErasingAccounts(services: Services, logger: Logger, signal: AbortSignal): Promise<void> {
  while (!signal.aborted) {
    try {
      const count = await eraseDueAccounts(services, signal)
      if (count > 0) logger.info({ count }, 'accounts erased')
    } catch (error) {
      logger.error({ err: error }, 'could not erase accounts; trying again')
    }
    await sleep(everyMs, undefined, { signal, ref: false }).catch(() => {})
  }
}
