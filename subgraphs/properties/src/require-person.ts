import { requireViewer } from '@ree-ai/kit/context/require-viewer'
import { createError } from '@ree-ai/kit/errors/create-error'
import type { Viewer } from '@ree-ai/kit/identity/viewer'
import { isUuid } from './is-uuid.ts'

/** The viewer, who is a person; UNAUTHENTICATED without one, FORBIDDEN for a service. */
export function requirePerson(context: { readonly viewer: Viewer | null }): Viewer {
  const viewer = requireViewer(context)
  if (!isUuid(viewer.id)) throw createError('FORBIDDEN', 'Only people can do this, and a service is none.')
  return viewer
}
