import type { AccessRule } from '../../src/supergraph/field-rules.ts'

/** An access rule as its directives, groups joined by `or`. */
export function describeAccess(rule: AccessRule | null): string {
  if (rule === null) return 'open to all'
  const parts = [
    ...(rule.isAuthenticated ? ['@authenticated'] : []),
    ...(rule.scopes ? [`@requiresScopes ${describeGroups(rule.scopes)}`] : []),
    ...(rule.policies ? [`@policy ${describeGroups(rule.policies)}`] : []),
  ]
  return parts.join(', ')
}

function describeGroups(groups: readonly (readonly string[])[]): string {
  return groups.map((group) => group.join(' and ')).join(' or ')
}
