import { requireAccountId } from '../account/require-account-id.ts'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'

/** Ends the viewer's session, or every one of the viewer's. Whether one was ended. */
export async function signOut(
  services: Services,
  options: { readonly isEverywhere: boolean },
  requester: Requester,
): Promise<boolean> {
  const userId = requireAccountId(requester)
  const sessionId = requester.viewer?.sessionId ?? null
  const now = new Date(services.nowMs())
  return services.store.inTransaction(async ({ sessions, audit }) => {
    const count = options.isEverywhere
      ? await sessions.endAll(userId, 'SIGNED_OUT', now)
      : Number(sessionId !== null && (await sessions.end(sessionId, 'SIGNED_OUT', now)))
    const { clientAddress } = requester
    const detail = { isEverywhere: options.isEverywhere, sessions: count }
    if (count > 0) await audit.add({ action: 'SIGNED_OUT', userId, actorId: userId, clientAddress, detail }, now)
    return count > 0
  })
}
