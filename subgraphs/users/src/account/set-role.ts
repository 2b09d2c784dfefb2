import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'
import type { Account, Role } from './account.ts'
import { findOther } from './find-other.ts'

/**
 * Gives a user another role at once: all sessions end, for their tokens carry the old one. Throws NOT_FOUND, and FORBIDDEN
 * for one's own role: so there is always an administrator left.
 */
export async function setRole(
  services: Services,
  input: { readonly userId: string; readonly role: Role },
  requester: Requester,
): Promise<Account> {
  const before = await findOther(services, input.userId, requester)
  if (before.role === input.role) return before
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ accounts, sessions, audit }) => {
    const after = await accounts.update(before.id, { role: input.role }, now)
    if (after === null) throw createError('NOT_FOUND', 'There is no such user.')
    const ended = await sessions.endAll(before.id, 'ROLE_CHANGED', now)
    const actorId = requester.viewer?.id ?? null
    const detail = { from: before.role, to: input.role, sessions: ended }
    const { clientAddress } = requester
    await audit.add({ action: 'ROLE_CHANGED', userId: before.id, actorId, clientAddress, detail }, now)
    return after
  })
}
