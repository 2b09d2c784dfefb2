import type { Role } from './account.ts'

/** THE table of what each role may do. Scopes go into the access token; fields ask for them by `@requiresScopes`. */
export const scopesByRole = {
  USER: [],
  AGENT: ['properties:import'],
  ADMIN: [
    'users:read',
    'users:write',
    'properties:import',
    'properties:review',
    'attributes:review',
    'documents:write',
    'models:read',
  ],
} as const satisfies Record<Role, readonly string[]>
