/**
 * THE table of scopes that no role holds: services alone carry them, in tokens of their own, to call each other through the
 * router. `docs/scopes.md` says who carries which.
 */
export const serviceScopes = ['mail:send', 'properties:sync', 'users:sync'] as const
