import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Requester } from '../requester.ts'
import { isAccountId } from './is-account-id.ts'

/** The id of the viewer's account. UNAUTHENTICATED without a viewer, FORBIDDEN for a service, which has none. */
export function requireAccountId(requester: Requester): string {
  const viewer = requireViewer(requester)
  if (!isAccountId(viewer.id)) throw createError('FORBIDDEN', 'A service has no account.')
  return viewer.id
}
