import type { AccessRule } from '../../src/supergraph/field-rules.ts'

type Groups = readonly (readonly string[])[] | null

/** Whether some viewer may see what was refused before (`isLoosened`), and whether some is refused who saw it (`isTightened`). */
export function compareAccess(
  before: AccessRule | null,
  after: AccessRule | null,
): { readonly isLoosened: boolean; readonly isTightened: boolean } {
  return { isLoosened: !implies(after, before), isTightened: !implies(before, after) }
}

/** Whether everyone whom `a` lets in is let in by `b`. */
function implies(a: AccessRule | null, b: AccessRule | null): boolean {
  return (
    (!needsViewer(b) || needsViewer(a)) &&
    impliesGroups(a?.scopes ?? null, b?.scopes ?? null) &&
    impliesGroups(a?.policies ?? null, b?.policies ?? null)
  )
}

/** Only a signed-in viewer has scopes. */
function needsViewer(rule: AccessRule | null): boolean {
  if (rule === null) return false
  return rule.isAuthenticated || rule.scopes?.every((group) => group.length > 0) === true
}

/** One group suffices and each needs all of its names: every way through `a` must be one through `b`. */
function impliesGroups(a: Groups, b: Groups): boolean {
  if (b === null) return true
  if (a === null) return false
  return a.every((group) => b.some((other) => other.every((name) => group.includes(name))))
}
