import { GraphQLError, type GraphQLSchema, Kind, parse, Source, validate } from 'graphql'
import type { SchemaReport } from './report.ts'
import type { TrustedDocument } from './trusted-document.ts'

/** Every problem that the documents have with a schema, with its place. */
export function checkDocuments(
  schema: GraphQLSchema,
  documents: readonly TrustedDocument[],
): SchemaReport['documents']['invalid'] {
  return documents.flatMap((trusted) =>
    findErrors(schema, trusted).map((error) => ({
      // An error in a fragment is where the fragment is.
      file: error.source?.name ?? trusted.file,
      line: error.locations?.[0]?.line ?? 1,
      column: error.locations?.[0]?.column ?? 1,
      operation: nameOperation(trusted),
      message: error.message,
    })),
  )
}

/** The name of a document's operation; empty when it has none. */
export function nameOperation({ document }: TrustedDocument): string {
  const operation = document?.definitions.find((node) => node.kind === Kind.OPERATION_DEFINITION)
  return operation?.name?.value ?? ''
}

function findErrors(schema: GraphQLSchema, { file, text, document }: TrustedDocument): readonly GraphQLError[] {
  if (document !== null) return validate(schema, document)
  try {
    parse(new Source(text, file))
    return []
  } catch (error) {
    return [error instanceof GraphQLError ? error : new GraphQLError(String(error))]
  }
}
