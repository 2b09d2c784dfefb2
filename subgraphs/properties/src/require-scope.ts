import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'
import type { Viewer } from '@ree-ai/kit/identity/viewer'

/** The viewer, who holds this scope; UNAUTHENTICATED or FORBIDDEN otherwise. The router refuses first. */
export function requireScope(context: { readonly viewer: Viewer | null }, scope: string): Viewer {
  const viewer = requireViewer(context)
  if (!hasScope(viewer, scope)) throw createError('FORBIDDEN', `This needs the scope ${scope}.`)
  return viewer
}
