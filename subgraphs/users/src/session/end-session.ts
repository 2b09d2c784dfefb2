import { createError } from '@ree-ai/kit/errors/create-error'
import { isAccountId } from '../account/is-account-id.ts'
import { requireAccountId } from '../account/require-account-id.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'

/**
 * Ends one of the viewer's sessions: its refresh token gives nothing any more, and its access tokens are refused by every
 * router. False when it had ended before. Throws NOT_FOUND for a session that is not the viewer's.
 */
export async function endSession(services: Services, sessionId: string, requester: Requester): Promise<boolean> {
  const userId = requireAccountId(requester)
  const id = sessionId.toLowerCase()
  // Sessions and accounts have ids of one form.
  const ownerId = isAccountId(id) ? await services.store.sessions.findOwner(id) : null
  if (ownerId !== userId) throw createError('NOT_FOUND', 'You have no such session.')
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ sessions, audit }) => {
    const hasEnded = await sessions.end(id, 'ENDED_BY_USER', now)
    const { clientAddress } = requester
    const detail = { sessionId: id }
    if (hasEnded) await audit.add({ action: 'SESSION_ENDED', userId, actorId: userId, clientAddress, detail }, now)
    return hasEnded
  })
}
