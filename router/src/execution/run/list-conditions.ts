import { type DocumentNode, Kind, visit } from 'graphql'

/** Names of the variables in a document's `@skip` and `@include`, in a stable order. */
export function listConditions(document: DocumentNode): readonly string[] {
  const names = new Set<string>()
  visit(document, {
    Directive({ name, arguments: args }) {
      if (name.value !== 'skip' && name.value !== 'include') return
      for (const { value } of args ?? []) if (value.kind === Kind.VARIABLE) names.add(value.name.value)
    },
  })
  return [...names].sort()
}
