import type { GraphQLInterfaceType, GraphQLSchema } from 'graphql'
import type { AccessRule, FieldRules } from '../../supergraph/field-rules.ts'

type Groups = readonly (readonly string[])[]

/** Ways to meet several rules at once; of more the answer is no. */
const groupsMax = 1_000

/**
 * Whether an interface's rule says no more than those of the types that implement it, as composition puts it there since federation
 * 2.12: whoever meets all of theirs meets it. When in doubt it is a rule of its own.
 */
export function isInheritedRule(
  schema: GraphQLSchema,
  rules: FieldRules,
  type: GraphQLInterfaceType,
  rule: AccessRule,
): boolean {
  const theirs = schema.getPossibleTypes(type).flatMap(({ name }) => rules.types.get(name)?.access ?? [])
  const needsViewer = theirs.some(({ isAuthenticated, scopes }) => isAuthenticated || scopes !== null)
  if (rule.isAuthenticated && !needsViewer) return false
  return (
    isImplied(
      rule.scopes,
      theirs.map(({ scopes }) => scopes),
    ) &&
    isImplied(
      rule.policies,
      theirs.map(({ policies }) => policies),
    )
  )
}

/** Whether every way to have one group of each of `all` has a group of `groups`. */
function isImplied(groups: Groups | null, all: readonly (Groups | null)[]): boolean {
  if (groups === null) return true
  let ways: Groups = [[]]
  for (const options of all) {
    if (options === null) continue
    ways = ways.flatMap((way) => options.map((option) => [...way, ...option]))
    if (ways.length > groupsMax) return false
  }
  return ways.every((way) => groups.some((group) => group.every((name) => way.includes(name))))
}
