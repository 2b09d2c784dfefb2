import { createError } from '../errors/create-error.ts'
import type { Viewer } from '../identity/viewer.ts'

/** The viewer, or UNAUTHENTICATED. The router refuses first; this holds when the schema forgets a directive. */
export function requireViewer(context: { readonly viewer: Viewer | null }): Viewer {
  if (context.viewer === null) throw createError('UNAUTHENTICATED', 'Sign in to do this.')
  return context.viewer
}
