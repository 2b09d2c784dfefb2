import type { Viewer } from '@ree-ai/kit/identity/viewer'
import type { AccessRule } from '../../supergraph/field-rules.ts'

/**
 * Why a viewer does not meet a rule, to end the sentence "X needs ...", or null when the rule is met. `@authenticated`, `@requiresScopes`
 * and `@policy` on one element must all hold; of the groups of scopes or policies one must hold, with all its members. Nobody holds scopes: they need a viewer.
 * `granted` are the policies that let this request pass.
 */
export function explainRefusal(rule: AccessRule, viewer: Viewer | null, granted: ReadonlySet<string>): string | null {
  const { scopes } = rule
  if (scopes !== null && !scopes.some((group) => group.every((scope) => viewer?.scopes.includes(scope)))) {
    const needed = scopes.map((group) => group.join(' and ')).join(', or ')
    return viewer === null ? `a signed-in viewer with the scope ${needed}` : `the scope ${needed}`
  }
  // An empty group of scopes is met by anyone who is signed in, as by `@authenticated`.
  if ((rule.isAuthenticated || scopes !== null) && viewer === null) return 'a signed-in viewer'
  if (rule.policies !== null && !rule.policies.some((group) => group.every((policy) => granted.has(policy))))
    return 'a permission that this viewer does not have'
  return null
}
