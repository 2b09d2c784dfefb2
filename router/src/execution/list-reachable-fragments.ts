import { type DocumentNode, type FragmentDefinitionNode, Kind, type OperationDefinitionNode, visit } from 'graphql'

/** The fragments an operation uses, directly and through others, in the document's order. */
export function listReachableFragments(
  document: DocumentNode,
  operation: OperationDefinitionNode,
): readonly FragmentDefinitionNode[] {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  const byName = new Map(fragments.map((fragment) => [fragment.name.value, fragment]))
  const reached = new Set<FragmentDefinitionNode>()
  const collect = (root: OperationDefinitionNode | FragmentDefinitionNode) =>
    visit(root, {
      FragmentSpread(spread) {
        const fragment = byName.get(spread.name.value)
        if (fragment === undefined || reached.has(fragment)) return
        reached.add(fragment)
        collect(fragment)
      },
    })
  collect(operation)
  return fragments.filter((fragment) => reached.has(fragment))
}
