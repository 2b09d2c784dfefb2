import type { ApolloServerPlugin } from '@apollo/server'
import { GraphQLError, type OperationDefinitionNode } from 'graphql'
import type { ServerContext } from '../server/server-context.ts'

/**
 * Counts what is refused between the policies, each under its step: `parse`, `validate`, `documents` (hashes that are not known), `resolve`
 * (which operation), `variables`, `plan`, and `subscriptions` to who takes no events. The policies count their own.
 */
export function countFaults(onRefusal: (policy: string, code: string) => void): ApolloServerPlugin<ServerContext> {
  return {
    async requestDidStart() {
      return {
        async parsingDidStart() {
          return async (error) => {
            if (error) onRefusal('parse', 'GRAPHQL_PARSE_FAILED')
          }
        },
        async validationDidStart() {
          return async (errors) => {
            const [first] = errors ?? []
            if (first === undefined) return
            const extensions = first instanceof GraphQLError ? first.extensions : {}
            const isIntrospection = extensions.validationErrorCode === 'INTROSPECTION_DISABLED'
            onRefusal('validate', isIntrospection ? 'INTROSPECTION_DISABLED' : 'GRAPHQL_VALIDATION_FAILED')
          }
        },
        async didEncounterErrors({ errors, operation }) {
          for (const error of errors) {
            const step = findStep(error, operation)
            if (step !== null) onRefusal(step, String(error.extensions.code))
          }
        },
      }
    },
  }
}

function findStep({ extensions, path }: GraphQLError, operation: OperationDefinitionNode | undefined): string | null {
  switch (extensions.code) {
    case 'PERSISTED_QUERY_NOT_FOUND':
    case 'PERSISTED_QUERY_NOT_SUPPORTED':
      return 'documents'
    case 'OPERATION_RESOLUTION_FAILURE':
      return 'resolve'
    // With a path it is a subgraph's.
    case 'BAD_USER_INPUT':
      return operation !== undefined && path === undefined ? 'variables' : null
    case 'OPERATION_LIMIT_EXCEEDED':
      return extensions.limit === 'planning' ? 'plan' : null
    case 'BAD_REQUEST':
      return operation?.operation === 'subscription' ? 'subscriptions' : null
    default:
      return null
  }
}
