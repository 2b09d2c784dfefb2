import { createHash } from 'node:crypto'
import type { ApolloServerPlugin } from '@apollo/server'
import { type DocumentNode, type GraphQLSchema, type OperationDefinitionNode, print } from 'graphql'
import type { RouterContext } from '../context.ts'
import type { FieldUsage } from './create-field-usage.ts'
import { listUsedCoordinates, type UsedCoordinate } from './list-used-coordinates.ts'
import { type InputVariable, listInputVariables, listUsedInputs } from './list-used-inputs.ts'

/** What can be said of an operation before its variables are known. */
interface OperationUsage {
  readonly schema: GraphQLSchema
  readonly name: string
  readonly coordinates: readonly UsedCoordinate[]
  readonly variables: readonly InputVariable[]
}

/**
 * Notes what each operation that is executed uses: as its client wrote it, for that is what a change of the schema would break, with
 * the fields that policies remove. Operations that are refused do not count. A document is worked out once.
 */
export function noteUsage(usage: Pick<FieldUsage, 'note'>): ApolloServerPlugin<RouterContext> {
  const known = new WeakMap<OperationDefinitionNode, OperationUsage>()

  function read(schema: GraphQLSchema, document: DocumentNode, operation: OperationDefinitionNode): OperationUsage {
    const before = known.get(operation)
    if (before?.schema === schema) return before
    const found: OperationUsage = {
      schema,
      name: operation.name?.value.slice(0, 100) ?? hashOperation(operation),
      coordinates: listUsedCoordinates(schema, document, operation),
      variables: listInputVariables(schema, operation),
    }
    known.set(operation, found)
    return found
  }

  return {
    async requestDidStart({ contextValue: context }) {
      let sent: { readonly document: DocumentNode; readonly operation: OperationDefinitionNode } | null = null
      return {
        async didResolveOperation({ document, operation }) {
          // Before the policies, which begin at the same time, have put a smaller document in its place.
          if (operation) sent = { document, operation }
        },
        async executionDidStart({ schema, request }) {
          if (sent === null) return
          const { name, coordinates, variables } = read(schema, sent.document, sent.operation)
          const inputs = variables.length === 0 ? [] : listUsedInputs(variables, request.variables ?? {})
          usage.note({
            client: context.clientName,
            version: context.clientVersion,
            operation: name,
            coordinates: inputs.length === 0 ? coordinates : unite(coordinates, inputs),
          })
        },
      }
    },
  }
}

/** Each once, so that an operation counts once. */
function unite(a: readonly UsedCoordinate[], b: readonly UsedCoordinate[]): readonly UsedCoordinate[] {
  return [...new Map([...a, ...b].map((used) => [used.coordinate, used])).values()]
}

function hashOperation(operation: OperationDefinitionNode): string {
  return `#${createHash('sha256').update(print(operation)).digest('hex').slice(0, 12)}`
}
