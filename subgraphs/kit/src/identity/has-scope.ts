import type { Viewer } from './viewer.ts'

/** Whether the viewer holds a scope. Nobody holds none. */
export function hasScope(viewer: Viewer | null, scope: string): boolean {
  return viewer?.scopes.includes(scope) ?? false
}
