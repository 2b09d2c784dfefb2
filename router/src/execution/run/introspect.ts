import { type DocumentNode, executeSync, type GraphQLSchema, Kind, type OperationDefinitionNode } from 'graphql'
import type { ProjectedField } from './create-projection.ts'

/** Answers one introspection field of an operation from the schema that clients see. */
export function introspect(
  schema: GraphQLSchema,
  document: DocumentNode,
  operation: OperationDefinitionNode,
  variableValues: Readonly<Record<string, unknown>>,
): (field: ProjectedField) => unknown {
  const fragments = document.definitions.filter((node) => node.kind === Kind.FRAGMENT_DEFINITION)
  return ({ key, nodes }) => {
    const selectionSet = { kind: Kind.SELECTION_SET, selections: nodes } as const
    const { data } = executeSync({
      schema,
      document: { kind: Kind.DOCUMENT, definitions: [{ ...operation, selectionSet }, ...fragments] },
      rootValue: {},
      variableValues: { ...variableValues },
    })
    return data?.[key] ?? null
  }
}
