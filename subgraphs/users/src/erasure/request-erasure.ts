import { createError } from '@ree-ai/kit/errors/create-error'
import type { Account } from '../account/account.ts'
import { requireAccountId } from '../account/require-account-id.ts'
import { provePassword } from '../recovery/prove-password.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'

/**
 * Notes that the viewer wants to be erased; done when the time to change one's mind is over. Everything works as before
 * until then. Asked again, the first wish counts. Throws INVALID_CREDENTIALS, ACCOUNT_LOCKED.
 */
export async function requestErasure(
  services: Services,
  input: { readonly currentPassword: string },
  requester: Requester,
): Promise<Account> {
  const before = await provePassword(services, input.currentPassword, requester)
  if (before.erasureRequestedAt !== null) return before
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, mails, audit }) => {
    const { id } = before
    const account = await accounts.update(id, { erasureRequestedAt: now }, now)
    if (account === null) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
    const told = services.mailTexts.erasureAsked(new Date(now.getTime() + services.erasureMs))
    await mails.add({ key: null, userId: id, recipient: account.email, ...told }, now)
    const { clientAddress } = requester
    await audit.add({ action: 'ERASURE_REQUESTED', userId: id, actorId: id, clientAddress }, now)
    return account
  })
}

/** Takes the wish to be erased back, if there is one. */
export async function cancelErasure(services: Services, requester: Requester): Promise<Account> {
  const id = requireAccountId(requester)
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, audit }) => {
    const before = (await accounts.hold(id))?.account
    // Closed: the erasure has begun.
    if (!before?.isActive) throw createError('UNAUTHENTICATED', 'This account does not exist any more.')
    if (before.erasureRequestedAt === null) return before
    const account = await accounts.update(id, { erasureRequestedAt: null }, now)
    const { clientAddress } = requester
    await audit.add({ action: 'ERASURE_CANCELLED', userId: id, actorId: id, clientAddress }, now)
    return account ?? before
  })
}
