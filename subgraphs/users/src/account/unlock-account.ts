import type { Services } from '../services.ts'
import { commandId } from './create-administrator.ts'

/**
 * Forgets every failed sign-in on an address, from wherever, so that its owner can sign in at once. How many locks that
 * lifted; `hasAccount` tells whether anybody has the address.
 */
export async function unlockAccount(
  services: Services,
  email: string,
): Promise<{ readonly locks: number; readonly hasAccount: boolean }> {
  const address = email.trim()
  const userId = (await services.store.accounts.findCredentials(address))?.account.id ?? null
  const locks = await services.throttle.forget(address)
  const event = { action: 'ACCOUNT_UNLOCKED', userId, actorId: commandId, clientAddress: null } as const
  await services.store.audit.add({ ...event, detail: { locks } }, new Date(services.nowMs()))
  return { locks, hasAccount: userId !== null }
}
