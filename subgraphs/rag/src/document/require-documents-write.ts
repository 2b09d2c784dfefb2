import type { RequestContext } from '@ree-ai/kit/context/request-context'
import { createError } from '@ree-ai/kit/errors/create-error'
import { hasScope } from '@ree-ai/kit/identity/has-scope'

/** Throws FORBIDDEN without `documents:write`. The router refuses first; this holds when the schema forgets a directive. */
export function requireDocumentsWrite({ viewer }: RequestContext): void {
  if (!hasScope(viewer, 'documents:write')) throw createError('FORBIDDEN', 'This needs the permission documents:write.')
}
