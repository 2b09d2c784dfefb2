import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import type { Services } from '../services.ts'

/**
 * Throws UNAUTHENTICATED when the viewer's session has ended: also by an earlier field of the same request, which the
 * router checked before it began, and before the router heard of it. One look by key; services have no session.
 */
export async function requireOpenSession(
  { store }: Pick<Services, 'store'>,
  { viewer }: Pick<Requester, 'viewer'>,
): Promise<void> {
  const sessionId = viewer?.sessionId ?? null
  if (sessionId !== null && !(await store.sessions.isOpen(sessionId)))
    throw createError('UNAUTHENTICATED', 'This session has ended. Sign in again.')
}
