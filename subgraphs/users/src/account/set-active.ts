import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { Account } from './account.ts'
import { findOther } from './find-other.ts'

/** Opens an account, or closes it and ends all its sessions. Throws NOT_FOUND, and FORBIDDEN for one's own account. */
export async function setActive(
  services: Services,
  input: { readonly userId: string; readonly isActive: boolean },
  requester: Requester,
): Promise<Account> {
  const before = await findOther(services, input.userId, requester)
  if (before.isActive === input.isActive) return before
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    const after = await accounts.update(before.id, { isActive: input.isActive }, now)
    if (after === null) throw createError('NOT_FOUND', 'There is no such user.')
    const ended = input.isActive ? 0 : await sessions.endAll(before.id, 'ACCOUNT_CLOSED', now)
    const action = input.isActive ? 'ACCOUNT_OPENED' : 'ACCOUNT_CLOSED'
    const actorId = requester.viewer?.id ?? null
    const { clientAddress } = requester
    await audit.add({ action, userId: before.id, actorId, clientAddress, detail: { sessions: ended } }, now)
    return after
  })
}
