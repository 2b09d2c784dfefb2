import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Requester } from '../requester.ts'

/** Throws FORBIDDEN unless the viewer holds a scope. The router refuses first; this holds when it should not. */
export function requireScope(requester: Requester, scope: string): void {
  requireViewer(requester)
  if (!hasScope(requester.viewer, scope)) throw createError('FORBIDDEN', `This needs the scope ${scope}.`)
}
